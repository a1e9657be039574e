//! Without a cache nothing is remembered, but loads that meet still share their answer.
//!
//! There is no map to leave untouched and no key function to leave uncalled: `cache(false)` is the only switch.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use batchload::Loader;
use futures_util::{join, try_join};

use crate::support::recorder::{Calls, Gate, Recorder};
use crate::support::ways::in_every_way;

fn uncached() -> (Loader<char, Option<char>>, Calls<char>) {
    let echo = Recorder::echo();
    let calls = echo.calls();
    (Loader::builder(echo).cache(false).build(), calls)
}

#[test]
fn every_turn_asks_again_in_one_batch() {
    in_every_way(async || {
        let (loader, calls) = uncached();
        assert_eq!(try_join!(loader.load('a'), loader.load('b')).unwrap(), (Some('a'), Some('b')));
        assert_eq!(try_join!(loader.load('a'), loader.load('c')).unwrap(), (Some('a'), Some('c')));
        assert_eq!(loader.load_many(['a', 'b', 'c']).await.unwrap(), [Some('a'), Some('b'), Some('c')]);
        assert_eq!(calls.list(), [vec!['a', 'b'], vec!['a', 'c'], vec!['a', 'b', 'c']]);
    });
}

/// facebook/dataloader sends repeated keys when its cache is off. A batch function here answers with a map, in which a
/// repeated key could not have an answer of its own. It would be asked twice for nothing.
#[test]
fn a_key_that_is_repeated_in_one_turn_goes_once_and_is_answered_every_time() {
    in_every_way(async || {
        let (loader, calls) = uncached();
        let many = loader.load_many(['a', 'c', 'd', 'c', 'd', 'a']);
        let (many, one, other) = try_join!(many, loader.load('a'), loader.load('b')).unwrap();
        assert_eq!(many, ['a', 'c', 'd', 'c', 'd', 'a'].map(Some));
        assert_eq!((one, other), (Some('a'), Some('b')));
        assert_eq!(calls.list(), [['a', 'c', 'd', 'b']]);
    });
}

#[test]
fn a_key_that_is_in_flight_is_shared() {
    in_every_way(async || {
        let gate = Gate::closed();
        let recorder = Recorder::gated(&gate);
        let calls = recorder.calls();
        let loader = Loader::builder(recorder).cache(false).build();
        let late = async {
            gate.reached().await;
            let release_one = async { gate.release_one() };
            join!(loader.load(1), release_one).0
        };
        assert_eq!(try_join!(loader.load(1), late).unwrap(), (Some(1), Some(1)));
        assert_eq!(calls.list(), [[1]]);
    });
}

#[test]
fn prime_and_clear_do_nothing() {
    in_every_way(async || {
        let (loader, calls) = uncached();
        loader.prime('a', 'z').clear(&'a').clear_all().prime('a', 'z');
        assert_eq!(loader.load('a').await.unwrap(), Some('a'));
        let prime = async {
            loader.prime('b', 'z').clear(&'b');
        };
        assert_eq!(join!(loader.load('b'), prime).0.unwrap(), Some('b'));
        assert_eq!(calls.list(), [['a'], ['b']]);
    });
}

#[test]
fn values_are_dropped_with_their_last_reader() {
    #[derive(Clone)]
    struct Counted(Arc<()>);
    in_every_way(async || {
        let kept = Arc::new(());
        let made = Arc::new(AtomicUsize::new(0));
        let recorder = Recorder::new({
            let (kept, made) = (Arc::clone(&kept), Arc::clone(&made));
            move |keys: Vec<i32>| {
                made.fetch_add(keys.len(), Ordering::SeqCst);
                let answers = keys.into_iter().map(|key| (key, Counted(Arc::clone(&kept)))).collect();
                async { Ok(answers) }
            }
        });
        let calls = recorder.calls();
        let loader = Loader::builder(recorder).cache(false).build();
        let value = loader.load(1).await.unwrap().unwrap();
        drop(value.0);
        assert_eq!(made.load(Ordering::SeqCst), 1);
        // The test holds one and the batch function holds one. The loader holds none.
        assert_eq!(Arc::strong_count(&kept), 2);
        assert_eq!(calls.list(), [[1]]);
    });
}
