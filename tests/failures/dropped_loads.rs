//! A caller that drops its load harms no other caller. A key that no load waits for is not asked, and a batch that no
//! load waits for is cancelled.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use batchload::{Loader, drive};
use futures_util::future::{Either, join_all, select};
use futures_util::{FutureExt, poll};
use tokio::sync::oneshot;

use crate::support::recorder::{Calls, Gate, Recorder, echo, gated, recorded, same};
use crate::support::runtimes::on_every_runtime;
use crate::support::ways::in_every_way;

/// Counts the batches that were dropped before they ended.
#[derive(Clone, Default)]
struct Cut(Arc<AtomicUsize>);

impl Cut {
    fn count(&self) -> usize {
        self.0.load(Ordering::SeqCst)
    }
}

struct Guard(Option<Cut>);

impl Guard {
    fn ends(mut self) {
        self.0 = None;
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        if let Some(cut) = &self.0 {
            cut.0.fetch_add(1, Ordering::SeqCst);
        }
    }
}

struct Guarded {
    loader: Loader<i32, Option<i32>>,
    calls: Calls<i32>,
    gate: Gate,
    cut: Cut,
}

/// Makes a loader whose batches hold a guard and wait at a gate.
fn guarded() -> Guarded {
    let (gate, cut) = (Gate::closed(), Cut::default());
    let recorder = Recorder::new({
        let (gate, cut) = (gate.clone(), cut.clone());
        move |keys: Vec<i32>| {
            let (gate, guard) = (gate.clone(), Guard(Some(cut.clone())));
            async move {
                gate.pass().await;
                guard.ends();
                Ok(same(keys))
            }
        }
    });
    let (loader, calls) = recorded(recorder);
    Guarded { loader, calls, gate, cut }
}

#[test]
fn s04_loads_that_are_all_dropped_before_their_batch_goes_ask_nothing() {
    in_every_way(async || {
        let (loader, calls) = echo();
        let mut loads = Box::pin(loader.load_many([1, 2]));
        assert!(poll!(&mut loads).is_pending());
        drop(loads);
        assert_eq!(loader.load(3).await.unwrap(), Some(3));
        assert_eq!(calls.list(), [[3]]);
    });
}

#[test]
fn s02_of_the_loads_of_a_batch_those_that_stay_are_answered() {
    in_every_way(async || {
        let (loader, calls) = echo();
        let (mut first, mut second) = (Box::pin(loader.load(1)), Box::pin(loader.load(2)));
        assert!(poll!(&mut first).is_pending());
        assert!(poll!(&mut second).is_pending());
        drop(first);
        assert_eq!(second.await.unwrap(), Some(2));
        assert_eq!(calls.list(), [[2]]);
        assert_eq!(loader.load(1).await.unwrap(), Some(1));
        assert_eq!(calls.list(), [[2], [1]]);
    });
}

#[test]
fn a_key_that_somebody_else_waits_for_is_sent_although_its_first_caller_has_gone() {
    in_every_way(async || {
        let (loader, calls) = echo();
        let (mut first, mut second) = (Box::pin(loader.load(1)), Box::pin(loader.load(1)));
        assert!(poll!(&mut first).is_pending());
        assert!(poll!(&mut second).is_pending());
        drop(first);
        assert_eq!(second.await.unwrap(), Some(1));
        assert_eq!(calls.list(), [[1]]);
    });
}

#[test]
fn s03_any_one_waiter_may_go_during_the_batch() {
    in_every_way(async || {
        for goes in 0..5 {
            let Guarded { loader, calls, gate, cut } = guarded();
            let mut loads: Vec<_> = (0..5).map(|key| Box::pin(loader.load(key))).collect();
            {
                let together = Box::pin(join_all(&mut loads));
                let stands = select(together, Box::pin(gate.reached())).await;
                assert!(matches!(stands, Either::Right(_)));
            }
            drop(loads.remove(goes));
            gate.release_one();
            let values: Vec<_> =
                join_all(loads).await.into_iter().map(|value| value.unwrap().unwrap()).collect();
            let stay: Vec<_> = (0..5).filter(|key| usize::try_from(*key) != Ok(goes)).collect();
            assert_eq!(values, stay);
            assert_eq!(calls.list(), [[0, 1, 2, 3, 4]]);
            assert_eq!(cut.count(), 0);
        }
    });
}

#[test]
fn s05_a_batch_that_nobody_waits_for_any_more_is_dropped_where_it_stands() {
    in_every_way(async || {
        let Guarded { loader, calls, gate, cut } = guarded();
        let loads = Box::pin(loader.load_many([1, 2]));
        let left = select(loads, Box::pin(gate.reached())).await;
        assert!(matches!(&left, Either::Right(_)));
        assert_eq!(cut.count(), 0);
        drop(left);
        while cut.count() == 0 {
            tokio::task::yield_now().await;
        }
        // The loader remembers nothing of the batch either: the next load asks again.
        gate.release_one();
        assert_eq!(loader.load(1).await.unwrap(), Some(1));
        assert_eq!(calls.list(), [vec![1, 2], vec![1]]);
        assert_eq!(cut.count(), 1);
    });
}

#[test]
fn a_batch_is_kept_for_a_caller_that_came_while_it_was_on_its_way() {
    in_every_way(async || {
        let Guarded { loader, calls, gate, cut } = guarded();
        let first = Box::pin(loader.load(1));
        let left = select(first, Box::pin(gate.reached())).await;
        let mut second = Box::pin(loader.load(1));
        assert!(poll!(&mut second).is_pending());
        drop(left);
        gate.release_one();
        assert_eq!(second.await.unwrap(), Some(1));
        assert_eq!(calls.list(), [[1]]);
        assert_eq!(cut.count(), 0);
    });
}

#[test]
fn a_failure_that_is_dropped_unseen_is_silent() {
    in_every_way(async || {
        let (loader, calls) = recorded(Recorder::<i32, Result<i32, String>>::new(async |keys: Vec<i32>| {
            Ok(keys.into_iter().map(|key| (key, Err("no".to_owned()))).collect())
        }));
        loader.prime(1, Err("primed".to_owned()));
        drop(loader.load(1).now_or_never());
        drop(loader.load(2).await);
        assert_eq!(loader.load(1).await.unwrap(), Some(Err("primed".to_owned())));
        assert_eq!(calls.list(), [[2]]);
    });
}

#[test]
fn when_a_request_goes_a_batch_that_others_wait_for_goes_on() {
    on_every_runtime(async || {
        let Guarded { loader, calls, gate, cut } = guarded();
        let request = Box::pin(drive(loader.load_many([1, 2])));
        let left = select(request, Box::pin(gate.reached())).await;
        let mut other = Box::pin(loader.load(2));
        assert!(poll!(&mut other).is_pending());
        drop(left);
        gate.release_one();
        assert_eq!(other.await.unwrap(), Some(2));
        assert_eq!(calls.list(), [[1, 2]]);
        assert_eq!(cut.count(), 0);
    });
}

#[test]
fn s05_when_a_request_goes_its_own_batches_are_dropped_with_it() {
    on_every_runtime(async || {
        let Guarded { loader, calls, gate, cut } = guarded();
        let request = Box::pin(drive(loader.load_many([1, 2])));
        let left = select(request, Box::pin(gate.reached())).await;
        assert_eq!(cut.count(), 0);
        drop(left);
        assert_eq!(cut.count(), 1);
        assert_eq!(calls.list(), [[1, 2]]);
    });
}

#[test]
fn when_a_request_goes_before_its_batch_another_waiter_sends_it() {
    on_every_runtime(async || {
        let (loader, calls) = echo();
        let (waits, never) = oneshot::channel::<()>();
        let mut request = Box::pin(drive(async {
            let mut queued = Box::pin(loader.load(1));
            assert!(poll!(&mut queued).is_pending());
            // A future that wakes the request all the time, so that its batch does not go yet.
            let busy = std::future::poll_fn(|cx| {
                cx.waker().wake_by_ref();
                std::task::Poll::<()>::Pending
            });
            select(busy, never).await;
            queued.await
        }));
        assert!(poll!(&mut request).is_pending());
        let mut other = Box::pin(loader.load(2));
        assert!(poll!(&mut other).is_pending());
        assert_eq!(calls.count(), 0);
        drop(request);
        drop(waits);
        assert_eq!(other.await.unwrap(), Some(2));
        assert_eq!(calls.list(), [[2]]);
    });
}

#[test]
fn s29_a_load_may_be_polled_here_and_then_there() {
    on_every_runtime(async || {
        let (loader, calls, gate) = gated();
        let mut load = Box::pin(loader.load(1));
        assert!(poll!(&mut load).is_pending());
        let elsewhere = tokio::spawn(load);
        gate.reached().await;
        gate.release_one();
        assert_eq!(elsewhere.await.unwrap().unwrap(), Some(1));
        assert_eq!(calls.list(), [[1]]);
    });
}
