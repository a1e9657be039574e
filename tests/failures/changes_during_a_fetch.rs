//! `clear` and `prime` while a batch is in flight: it answers its own waiters, and writes only the keys it still owns.

use std::sync::atomic::{AtomicI32, Ordering};
use std::sync::{Arc, OnceLock};

use batchload::Loader;
use futures_util::{join, try_join};

use crate::support::recorder::{Calls, Failure, Gate, Recorder, gated, recorded};
use crate::support::ways::in_every_way;

/// Every batch answers with a value of its own: the number of the call, from 1.
fn numbered(gate: &Gate) -> (Loader<char, Option<i32>>, Calls<char>) {
    let (gate, calls) = (gate.clone(), Arc::new(AtomicI32::new(0)));
    recorded(Recorder::new(move |keys: Vec<char>| {
        let (gate, call) = (gate.clone(), calls.fetch_add(1, Ordering::SeqCst) + 1);
        async move {
            gate.pass().await;
            Ok(keys.into_iter().map(|key| (key, call)).collect())
        }
    }))
}

#[test]
fn c02_a_key_that_is_cleared_during_its_fetch_is_asked_again() {
    in_every_way(async || {
        let gate = Gate::closed();
        let (loader, calls) = numbered(&gate);
        let change = async {
            gate.reached().await;
            loader.clear(&'a');
            gate.release_one();
        };
        let (first, ()) = join!(loader.load_many(['a', 'b']), change);
        assert_eq!(first.unwrap(), [Some(1), Some(1)]);
        gate.release_one();
        assert_eq!(loader.load_many(['a', 'b']).await.unwrap(), [Some(2), Some(1)]);
        assert_eq!(calls.list(), [vec!['a', 'b'], vec!['a']]);
    });
}

#[test]
fn c14_after_clear_all_an_older_batch_does_not_fill_the_newer_cache() {
    in_every_way(async || {
        let gate = Gate::closed();
        let (loader, calls) = numbered(&gate);
        let change = async {
            gate.reached().await;
            loader.clear_all();
            gate.release_one();
        };
        let (first, ()) = join!(loader.load_many(['a', 'b']), change);
        assert_eq!(first.unwrap(), [Some(1), Some(1)]);
        gate.release_one();
        assert_eq!(loader.load_many(['a', 'b']).await.unwrap(), [Some(2), Some(2)]);
        assert_eq!(calls.list(), [['a', 'b'], ['a', 'b']]);
    });
}

#[test]
fn c02_a_newer_batch_of_a_cleared_key_may_land_first_and_stays() {
    in_every_way(async || {
        // Each of the two batches has a gate of its own.
        let gates = [Gate::closed(), Gate::closed()];
        let next = AtomicI32::new(0);
        let (loader, calls) = recorded(Recorder::new({
            let gates = gates.clone();
            move |keys: Vec<char>| {
                let call = next.fetch_add(1, Ordering::SeqCst);
                let gate = gates[usize::try_from(call).unwrap()].clone();
                async move {
                    gate.pass().await;
                    Ok(keys.into_iter().map(|key| (key, call)).collect())
                }
            }
        }));
        let newer = async {
            gates[0].reached().await;
            loader.clear(&'a');
            gates[1].release_one();
            let newer = loader.load('a').await;
            gates[0].release_one();
            newer
        };
        assert_eq!(try_join!(loader.load('a'), newer).unwrap(), (Some(0), Some(1)));
        assert_eq!(loader.load('a').await.unwrap(), Some(1));
        assert_eq!(calls.list(), [['a'], ['a']]);
    });
}

/// A queued key is asked later than every change before it, so its answer is as new as can be.
#[test]
fn a_key_that_is_cleared_before_it_is_sent_is_asked_once() {
    in_every_way(async || {
        let gate = Gate::closed();
        gate.release_one();
        let (loader, calls) = numbered(&gate);
        let change = async {
            loader.clear(&'a').clear_all();
            loader.load('a').await
        };
        assert_eq!(try_join!(loader.load('a'), change).unwrap(), (Some(1), Some(1)));
        assert_eq!(loader.load('a').await.unwrap(), Some(1));
        assert_eq!(calls.list(), [['a']]);
    });
}

#[test]
fn c03_a_value_that_is_primed_during_the_fetch_stays_and_the_waiters_get_what_they_asked_for() {
    in_every_way(async || {
        let gate = Gate::closed();
        let (loader, calls) = numbered(&gate);
        let change = async {
            gate.reached().await;
            loader.prime('a', 10);
            let primed = loader.load('a').await;
            gate.release_one();
            primed
        };
        let (first, primed) = try_join!(loader.load_many(['a', 'b']), change).unwrap();
        assert_eq!((first, primed), (vec![Some(1), Some(1)], Some(10)));
        assert_eq!(loader.load_many(['a', 'b']).await.unwrap(), [Some(10), Some(1)]);
        assert_eq!(calls.list(), [['a', 'b']]);
    });
}

#[test]
fn a_batch_that_fails_does_not_forget_what_was_primed_meanwhile() {
    in_every_way(async || {
        let gate = Gate::closed();
        let (loader, calls) = recorded(Recorder::<char, i32>::new({
            let gate = gate.clone();
            move |_| {
                let gate = gate.clone();
                async move {
                    gate.pass().await;
                    Err(Failure("no answer"))
                }
            }
        }));
        let change = async {
            gate.reached().await;
            loader.prime('a', 10);
            gate.release_one();
        };
        let (first, ()) = join!(loader.load('a'), change);
        first.unwrap_err();
        assert_eq!(loader.load('a').await.unwrap(), Some(10));
        assert_eq!(calls.list(), [['a']]);
    });
}

#[test]
fn a_batch_that_is_cancelled_does_not_forget_what_was_primed_meanwhile() {
    in_every_way(async || {
        let (loader, calls, gate) = gated();
        let left = futures_util::future::select(Box::pin(loader.load(1)), Box::pin(gate.reached())).await;
        loader.prime(1, 10);
        drop(left);
        assert_eq!(loader.load(1).await.unwrap(), Some(10));
        assert_eq!(calls.list(), [[1]]);
    });
}

#[test]
fn a_batch_function_that_clears_everything_first_leaves_nothing_behind() {
    type Clearing = Loader<char, Option<char>>;
    in_every_way(async || {
        let own: Arc<OnceLock<Clearing>> = Arc::default();
        let (loader, calls) = recorded(Recorder::new({
            let own = Arc::clone(&own);
            move |keys: Vec<char>| {
                own.get().unwrap().clear_all();
                async { Ok(crate::support::recorder::same(keys)) }
            }
        }));
        own.set(loader.clone()).unwrap();
        let values = async || try_join!(loader.load('a'), loader.load('b'), loader.load('a'));
        assert_eq!(values().await.unwrap(), (Some('a'), Some('b'), Some('a')));
        assert_eq!(values().await.unwrap(), (Some('a'), Some('b'), Some('a')));
        assert_eq!(calls.list(), [['a', 'b'], ['a', 'b']]);
    });
}
