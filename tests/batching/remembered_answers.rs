//! A loader remembers an answer for as long as it lives, unless the answer is cleared.

use batchload::Found;
use futures_util::{join, try_join};

use crate::support::recorder::{Recorder, echo, gated, recorded};
use crate::support::ways::in_every_way;

#[test]
fn a_later_turn_asks_only_for_what_is_new() {
    in_every_way(async || {
        let (loader, calls) = echo();
        assert_eq!(try_join!(loader.load('a'), loader.load('b')).unwrap(), (Some('a'), Some('b')));
        assert_eq!(try_join!(loader.load('a'), loader.load('c')).unwrap(), (Some('a'), Some('c')));
        assert_eq!(loader.load_many(['a', 'b', 'c']).await.unwrap(), [Some('a'), Some('b'), Some('c')]);
        assert_eq!(calls.list(), [vec!['a', 'b'], vec!['c']]);
    });
}

#[test]
fn a_turn_of_known_keys_calls_nobody() {
    in_every_way(async || {
        let (loader, calls) = echo();
        loader.prime(1, 10);
        assert_eq!(loader.load(2).await.unwrap(), Some(2));
        assert_eq!(loader.load_many([2, 1, 2]).await.unwrap(), [Some(2), Some(10), Some(2)]);
        assert_eq!(calls.list(), [[2]]);
    });
}

#[test]
fn c05_a_key_that_is_in_flight_is_not_asked_again() {
    in_every_way(async || {
        let (loader, calls, gate) = gated();
        let late = async {
            gate.reached().await;
            let late = async {
                gate.release_one();
                loader.load(2).await
            };
            join!(loader.load(1), late)
        };
        let (early, (again, late)) = join!(loader.load_many([1, 2]), late);
        assert_eq!(early.unwrap(), [Some(1), Some(2)]);
        assert_eq!((again.unwrap(), late.unwrap()), (Some(1), Some(2)));
        assert_eq!(calls.list(), [[1, 2]]);
    });
}

#[test]
fn that_a_key_has_no_value_is_remembered() {
    in_every_way(async || {
        let (loader, calls) = recorded(Recorder::<i32, i32>::new(async |_| Ok(Found::default())));
        assert_eq!(loader.load(1).await.unwrap(), None);
        assert_eq!(loader.load(1).await.unwrap(), None);
        assert_eq!(calls.list(), [[1]]);
    });
}

#[test]
fn c01_a_cleared_key_is_asked_again() {
    in_every_way(async || {
        let (loader, calls) = echo();
        assert_eq!(loader.load_many(['a', 'b']).await.unwrap(), [Some('a'), Some('b')]);
        loader.clear(&'a');
        assert_eq!(loader.load_many(['a', 'b']).await.unwrap(), [Some('a'), Some('b')]);
        assert_eq!(calls.list(), [vec!['a', 'b'], vec!['a']]);
    });
}

#[test]
fn after_clear_all_every_key_is_asked_again() {
    in_every_way(async || {
        let (loader, calls) = echo();
        assert_eq!(loader.load_many(['a', 'b']).await.unwrap(), [Some('a'), Some('b')]);
        loader.clear_all();
        assert_eq!(loader.load_many(['a', 'b']).await.unwrap(), [Some('a'), Some('b')]);
        assert_eq!(calls.list(), [['a', 'b'], ['a', 'b']]);
    });
}

#[test]
fn to_clear_a_key_that_was_never_asked_does_nothing() {
    in_every_way(async || {
        let (loader, calls) = echo();
        loader.clear(&1).clear_all().clear(&2);
        assert_eq!(loader.load(1).await.unwrap(), Some(1));
        loader.clear(&2);
        assert_eq!(loader.load(1).await.unwrap(), Some(1));
        assert_eq!(calls.list(), [[1]]);
    });
}

/// A loader that lives for one request needs no other bound on its memory, and no replaceable map.
#[test]
fn loaders_share_nothing_but_their_clones_share_everything() {
    in_every_way(async || {
        let (first, calls) = echo();
        let (second, other_calls) = echo();
        let values = try_join!(first.load(1), first.clone().load(2), second.load(1)).unwrap();
        assert_eq!(values, (Some(1), Some(2), Some(1)));
        assert_eq!(calls.list(), [[1, 2]]);
        assert_eq!(other_calls.list(), [[1]]);
        first.clone().clear(&1);
        assert_eq!(try_join!(first.load(1), second.load(1)).unwrap(), (Some(1), Some(1)));
        assert_eq!(calls.list(), [vec![1, 2], vec![1]]);
        assert_eq!(other_calls.list(), [[1]]);
    });
}
