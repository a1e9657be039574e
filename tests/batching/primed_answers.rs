//! A primed key is not asked, and priming does not replace a known value.

use batchload::Found;
use futures_util::{FutureExt, join, poll, try_join};

use crate::support::recorder::{Recorder, echo, recorded};
use crate::support::ways::in_every_way;

#[test]
fn a_primed_key_is_not_asked() {
    in_every_way(async || {
        let (loader, calls) = echo();
        loader.prime('a', 'z');
        assert_eq!(loader.load_many(['a', 'b']).await.unwrap(), [Some('z'), Some('b')]);
        assert_eq!(calls.list(), [['b']]);
    });
}

/// facebook/dataloader holds a hit back until the batch of its turn ends, to keep promises in step. Here nothing needs
/// that, and a caller whose key is known is done sooner.
#[test]
fn a_known_key_is_answered_before_the_batch_of_its_turn_goes() {
    in_every_way(async || {
        let (loader, calls) = echo();
        loader.prime(1, 10);
        let mut queued = Box::pin(loader.load(2));
        assert!(poll!(&mut queued).is_pending());
        assert_eq!(loader.load(1).now_or_never().unwrap().unwrap(), Some(10));
        assert_eq!(calls.count(), 0);
        assert_eq!(queued.await.unwrap(), Some(2));
        assert_eq!(calls.list(), [[2]]);
    });
}

#[test]
fn priming_replaces_neither_a_primed_nor_a_loaded_value() {
    in_every_way(async || {
        let (loader, calls) = echo();
        loader.prime('a', 'x').prime('a', 'y');
        assert_eq!(loader.load_many(['a', 'b']).await.unwrap(), [Some('x'), Some('b')]);
        loader.prime('a', 'y').prime('b', 'y');
        assert_eq!(loader.load_many(['a', 'b']).await.unwrap(), [Some('x'), Some('b')]);
        assert_eq!(calls.list(), [['b']]);
    });
}

#[test]
fn clear_and_then_prime_replaces_without_asking() {
    in_every_way(async || {
        let (loader, calls) = echo();
        loader.prime('a', 'x');
        assert_eq!(loader.load_many(['a', 'b']).await.unwrap(), [Some('x'), Some('b')]);
        loader.clear(&'a').prime('a', 'y');
        loader.clear(&'b').prime('b', 'y');
        assert_eq!(loader.load_many(['a', 'b']).await.unwrap(), [Some('y'), Some('y')]);
        assert_eq!(calls.list(), [['b']]);
    });
}

/// A key that was known to have no value has one now. This contradicts no value that a caller holds.
#[test]
fn priming_replaces_that_there_was_no_value() {
    in_every_way(async || {
        let (loader, calls) = recorded(Recorder::new(async |_| Ok(Found::default())));
        assert_eq!(loader.load(1).await.unwrap(), None);
        loader.prime(1, 10);
        assert_eq!(loader.load(1).await.unwrap(), Some(10));
        assert_eq!(calls.list(), [[1]]);
    });
}

/// To prime with a future, await it and prime its value: nothing starts a future that nobody awaits.
#[test]
fn the_value_of_a_future_is_primed_when_it_is_there() {
    in_every_way(async || {
        let (loader, calls) = echo();
        let found_elsewhere = async { 'z' };
        loader.prime('a', found_elsewhere.await);
        assert_eq!(loader.load_many(['a', 'b']).await.unwrap(), [Some('z'), Some('b')]);
        assert_eq!(calls.list(), [['b']]);
    });
}

#[test]
fn priming_alone_asks_nothing() {
    in_every_way(async || {
        let (loader, calls) = echo();
        loader.prime(1, 10).prime(2, 20);
        assert_eq!((calls.count(), loader.stats().batches), (0, 0));
        assert_eq!(loader.load_many([1, 2]).await.unwrap(), [Some(10), Some(20)]);
        assert_eq!((calls.count(), loader.stats().batches), (0, 0));
    });
}

#[test]
fn c15_priming_answers_keys_of_a_batch_that_has_not_gone() {
    in_every_way(async || {
        let (loader, calls) = echo();
        let loads = loader.load_many([1, 2, 3]);
        let prime = async {
            loader.prime(2, 20);
        };
        let (values, ()) = join!(loads, prime);
        assert_eq!(values.unwrap(), [Some(1), Some(20), Some(3)]);
        assert_eq!(loader.load(2).await.unwrap(), Some(20));
        assert_eq!(calls.list(), [[1, 3]]);
    });
}

#[test]
fn a_batch_whose_every_key_was_primed_is_not_sent() {
    in_every_way(async || {
        let (loader, calls) = echo();
        let prime = async {
            loader.prime(1, 10).prime(2, 20);
        };
        let (values, ()) = join!(loader.load_many([1, 2]), prime);
        assert_eq!(values.unwrap(), [Some(10), Some(20)]);
        assert_eq!((calls.count(), loader.stats().batches), (0, 0));
    });
}

#[test]
fn of_two_values_primed_into_a_waiting_batch_the_first_stays() {
    in_every_way(async || {
        let (loader, calls) = echo();
        let prime = async {
            loader.prime(1, 10).prime(1, 11);
        };
        let (one, two, ()) = join!(loader.load(1), loader.load(2), prime);
        assert_eq!((one.unwrap(), two.unwrap()), (Some(10), Some(2)));
        assert_eq!(try_join!(loader.load(1), loader.load(2)).unwrap(), (Some(10), Some(2)));
        assert_eq!(calls.list(), [[2]]);
    });
}
