//! A driven request decides by itself when its batches go: when it cannot go on without them.
//!
//! Other libraries have custom schedules for this. Here there is nothing to flush by hand.

use batchload::{Error, Loader, Loaders, drive};
use futures_util::future::try_join_all;
use futures_util::{FutureExt, join, poll, try_join};
use tokio::sync::oneshot;

use crate::support::recorder::{Calls, Gate, Recorder, echo, gated};
use crate::support::runtimes::on_every_runtime;
use crate::support::ways::{driven, step};

#[test]
fn nothing_goes_while_the_request_can_go_on() {
    on_every_runtime(async || {
        let (loader, calls) = echo();
        let busy = async {
            for _ in 0..1000 {
                assert_eq!(calls.count(), 0);
                step().await;
            }
        };
        let (values, ()) = drive(async { join!(loader.load_many(['a', 'b']), busy) }).await;
        assert_eq!(values.unwrap(), [Some('a'), Some('b')]);
        assert_eq!(calls.list(), [['a', 'b']]);
    });
}

#[test]
fn each_moment_without_progress_sends_what_was_asked_since() {
    on_every_runtime(async || {
        let (loader, calls) = echo();
        let request = drive(async {
            let first = try_join!(loader.load('a'), loader.load('b'))?;
            let second = try_join!(loader.load('a'), loader.load('c'))?;
            Ok::<_, batchload::Error>((first, second))
        });
        assert_eq!(request.await.unwrap(), ((Some('a'), Some('b')), (Some('a'), Some('c'))));
        assert_eq!(calls.list(), [vec!['a', 'b'], vec!['c']]);
    });
}

#[test]
fn a_load_that_is_dropped_before_that_moment_is_never_sent() {
    driven(async || {
        let (loader, calls) = echo();
        let mut dropped = Box::pin(loader.load('d'));
        assert!(poll!(&mut dropped).is_pending());
        drop(dropped);
        assert_eq!(loader.load('a').await.unwrap(), Some('a'));
        assert_eq!(calls.list(), [['a']]);
    });
}

#[test]
fn a_batch_that_is_ready_at_once_ends_in_the_poll_that_sends_it() {
    on_every_runtime(async || {
        let (loader, calls) = echo();
        let request = async {
            let found = loader.load(1).await?.unwrap();
            loader.load(found + 1).await
        };
        assert_eq!(drive(request).now_or_never().unwrap().unwrap(), Some(2));
        assert_eq!(calls.list(), [[1], [2]]);
    });
}

#[test]
fn while_a_batch_is_on_its_way_another_can_go() {
    driven(async || {
        let (slow, slow_calls, gate) = gated();
        let (quick, quick_calls) = echo();
        let after = async {
            gate.reached().await;
            let found = quick.load(2).await.unwrap();
            assert_eq!(slow_calls.list(), [[1]]);
            gate.release_one();
            found
        };
        let (slow, quick) = join!(slow.load(1), after);
        assert_eq!((slow.unwrap(), quick), (Some(1), Some(2)));
        assert_eq!(quick_calls.list(), [[2]]);
    });
}

/// This happens if every resolver waits for a statement of its own before it loads.
#[test]
fn loads_that_come_one_by_one_gather_while_as_many_batches_are_on_their_way_as_may_be() {
    driven(async || {
        for concurrency in [1, 2, 4] {
            let gate = Gate::closed();
            let recorder = Recorder::gated(&gate);
            let calls = recorder.calls();
            let loader = Loader::builder(recorder).concurrency(concurrency).build();
            let mut loads: Vec<_> = (0..9).map(|key| Box::pin(loader.load(key))).collect();
            for load in &mut loads[..concurrency] {
                assert!(poll!(load).is_pending());
                gate.reached().await;
            }
            for load in &mut loads[concurrency..] {
                assert!(poll!(load).is_pending());
                // The request can do nothing else, and still nothing is sent.
                tokio::spawn(async {}).await.unwrap();
            }
            assert_eq!(calls.count(), concurrency);

            gate.release_one();
            gate.reached().await;
            (0..concurrency).for_each(|_| gate.release_one());
            assert_eq!(try_join_all(loads).await.unwrap(), (0..9).map(Some).collect::<Vec<_>>());
            let one_by_one = (0..concurrency).map(|key| vec![key]);
            let expected: Vec<Vec<usize>> = one_by_one.chain([(concurrency..9).collect()]).collect();
            assert_eq!(calls.list(), expected);
        }
    });
}

/// A load whose batch is in flight, and a load that gathers behind it.
async fn gathering() -> (
    Loader<i32, Option<i32>>,
    Calls<i32>,
    Gate,
    impl Future<Output = Result<Option<i32>, Error>>,
    impl Future<Output = Result<Option<i32>, Error>>,
) {
    let gate = Gate::closed();
    let recorder = Recorder::gated(&gate);
    let calls = recorder.calls();
    let loader = Loader::builder(recorder).concurrency(1).batch_timeout(None).build();
    let (mut first, mut second) = (Box::pin(loader.load(1)), Box::pin(loader.load(2)));
    assert!(poll!(&mut first).is_pending());
    gate.reached().await;
    assert!(poll!(&mut second).is_pending());
    tokio::spawn(async {}).await.unwrap();
    assert_eq!(calls.list(), [[1]]);
    (loader, calls, gate, first, second)
}

#[test]
fn loads_that_gather_go_when_nobody_waits_any_more_for_what_they_gathered_behind() {
    driven(async || {
        let (_, calls, gate, first, second) = gathering().await;

        drop(first);
        let (found, ()) = join!(second, async {
            gate.reached().await;
            gate.release_one();
        });
        assert_eq!(found.unwrap(), Some(2));
        assert_eq!(calls.list(), [[1], [2]]);
    });
}

/// A batch in flight can wait for such a load, if its batch function makes the load in a task.
#[test]
fn loads_that_gather_go_when_one_joins_them_that_their_request_does_not_poll() {
    driven(async || {
        for (is_known, is_driven) in [(false, false), (true, false), (false, true), (true, true)] {
            let (loader, calls, gate, first, second) = gathering().await;

            let other = if is_known { 2 } else { 3 };
            let load = loader.load(other);
            let of_task = tokio::spawn(async move { if is_driven { drive(load).await } else { load.await } });
            gate.reached().await;
            let gathered = if is_known { vec![2] } else { vec![2, 3] };
            assert_eq!(calls.list(), [vec![1], gathered]);
            gate.release_one();
            gate.release_one();
            let (first, second, third) = join!(first, second, of_task);
            assert_eq!([first.unwrap(), second.unwrap(), third.unwrap().unwrap()], [1, 2, other].map(Some));
        }
    });
}

#[test]
fn batches_that_were_cut_begin_beside_others_as_there_is_room() {
    driven(async || {
        let gate = Gate::closed();
        let recorder = Recorder::gated(&gate);
        let calls = recorder.calls();
        let loader = Loader::builder(recorder).max_batch_size(1).concurrency(3).build();
        let mut loads: Vec<_> = (0..2).map(|key| Box::pin(loader.load(key))).collect();
        for load in &mut loads {
            assert!(poll!(load).is_pending());
            gate.reached().await;
        }
        let mut many = Box::pin(loader.load_many(2..7));
        assert!(poll!(&mut many).is_pending());
        gate.reached().await;
        tokio::spawn(async {}).await.unwrap();
        assert_eq!(calls.count(), 3);

        let release_one = async {
            for begun in 3..10 {
                assert!(calls.count() <= begun, "{} have begun", calls.count());
                gate.release_one();
                tokio::spawn(async {}).await.unwrap();
            }
        };
        let (many, ()) = join!(many, release_one);
        assert_eq!(many.unwrap(), (2..7).map(Some).collect::<Vec<_>>());
        assert_eq!(try_join_all(loads).await.unwrap(), [Some(0), Some(1)]);
        assert_eq!(calls.count(), 7);
    });
}

#[test]
fn a_request_within_a_request_changes_nothing() {
    on_every_runtime(async || {
        let (loader, calls) = echo();
        let inner = |key| drive(drive(loader.load(key)));
        let (one, two, three) = drive(async { join!(inner(1), loader.load(2), inner(3)) }).await;
        assert_eq!([one.unwrap(), two.unwrap(), three.unwrap()], [Some(1), Some(2), Some(3)]);
        assert_eq!(calls.list(), [[1, 2, 3]]);
    });
}

#[test]
fn two_requests_share_a_loader_and_its_batch() {
    on_every_runtime(async || {
        let (loader, calls, gate) = gated();
        let first = drive(loader.load_many([1, 2]));
        let second = drive(async {
            gate.reached().await;
            let values = loader.load(2);
            gate.release_one();
            values.await
        });
        let (first, second) = join!(first, second);
        assert_eq!((first.unwrap(), second.unwrap()), (vec![Some(1), Some(2)], Some(2)));
        assert_eq!(calls.list(), [[1, 2]]);
    });
}

#[test]
fn the_request_may_wait_for_something_else_beside_its_batches() {
    driven(async || {
        let (loader, calls) = echo();
        let (send, receive) = oneshot::channel();
        let task = tokio::spawn(async move { send.send(7).unwrap() });
        let (one, other) = join!(loader.load(1), async { loader.load(receive.await.unwrap()).await });
        assert_eq!((one.unwrap(), other.unwrap()), (Some(1), Some(7)));
        task.await.unwrap();
        let mut keys = calls.list().concat();
        keys.sort_unstable();
        assert_eq!(keys, [1, 7]);
    });
}

#[test]
fn loaders_drive_like_the_function() {
    on_every_runtime(async || {
        let loaders = Loaders::new(sqlx::SqlitePool::connect_lazy("sqlite::memory:").unwrap());
        let (loader, calls) = echo();
        let values = loaders.drive(async { try_join!(loader.load(1), loader.load(2)) }).await;
        assert_eq!(values.unwrap(), (Some(1), Some(2)));
        assert_eq!(calls.list(), [[1, 2]]);
    });
}
