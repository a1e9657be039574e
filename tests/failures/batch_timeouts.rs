//! A batch that does not end in time fails its waiters and is cancelled. A load that is kept and not polled delays no
//! other load. Time is a paused clock that jumps when nothing else can happen.

use std::time::Duration;

use batchload::{Error, Loader, drive};
use futures_util::{FutureExt, join, poll};
use tokio::runtime::Builder;
use tokio::time::Instant;

use crate::support::recorder::{Gate, Recorder, echo, same};

/// Runs a body undriven and driven, each time with a clock of its own.
pub fn with_a_paused_clock<F: Future<Output = ()>>(body: impl Fn() -> F) {
    let runtime = || Builder::new_current_thread().enable_all().start_paused(true).build().unwrap();
    runtime().block_on(body());
    runtime().block_on(drive(body()));
}

/// Advances the clock while work keeps the runtime busy, because the clock does not jump by itself then.
async fn while_time_passes<T>(work: impl Future<Output = T>) -> T {
    let time = async {
        loop {
            tokio::time::advance(Duration::from_millis(1)).await;
        }
    };
    tokio::select! {
        output = work => output,
        () = time => unreachable!("time never ends"),
    }
}

/// The batch with the key 1 waits at the gate; other batches do not.
fn one_waits(gate: &Gate) -> Recorder<i32, i32> {
    let gate = gate.clone();
    Recorder::new(move |keys: Vec<i32>| {
        let gate = gate.clone();
        async move {
            if keys.contains(&1) {
                gate.pass().await;
            }
            Ok(same(keys))
        }
    })
}

#[test]
fn b10_a_batch_that_never_ends_fails_at_its_timeout() {
    with_a_paused_clock(async || {
        let gate = Gate::closed();
        let recorder = one_waits(&gate);
        let calls = recorder.calls();
        let after = Duration::from_secs(5);
        let loader = Loader::builder(recorder).name("slow").batch_timeout(after).build();

        let start = Instant::now();
        let (one, two) = join!(loader.load(1), loader.load(2));
        assert!(start.elapsed() >= after && start.elapsed() < after * 2, "{:?}", start.elapsed());
        for error in [one.unwrap_err(), two.unwrap_err()] {
            assert!(matches!(&error, Error::Timeout { loader: "slow", after: limit } if *limit == after));
            assert!(error.to_string().contains("did not end within 5s"), "{error}");
        }

        // The loader remembers nothing of the batch, and still works.
        gate.release_one();
        assert_eq!(loader.load_many([1, 2]).await.unwrap(), [Some(1), Some(2)]);
        assert_eq!(calls.list(), [[1, 2], [1, 2]]);
    });
}

#[test]
fn a_batch_that_takes_too_long_is_dropped_where_it_stands() {
    struct Guard(tokio::sync::mpsc::UnboundedSender<()>);
    impl Drop for Guard {
        fn drop(&mut self) {
            let _ = self.0.send(());
        }
    }
    with_a_paused_clock(async || {
        let (dropped, mut was_dropped) = tokio::sync::mpsc::unbounded_channel();
        let recorder = Recorder::<i32, i32>::new(move |_| {
            let guard = Guard(dropped.clone());
            async move {
                let _guard = guard;
                std::future::pending().await
            }
        });
        let calls = recorder.calls();
        let loader = Loader::builder(recorder).batch_timeout(Duration::from_secs(1)).build();
        assert!(matches!(loader.load(1).await, Err(Error::Timeout { .. })));
        assert!(was_dropped.try_recv().is_ok());
        assert_eq!(calls.list(), [[1]]);
    });
}

#[test]
fn other_batches_do_not_wait_for_one_that_never_ends() {
    with_a_paused_clock(async || {
        let gate = Gate::closed();
        let recorder = one_waits(&gate);
        let calls = recorder.calls();
        let loader =
            Loader::builder(recorder).batch_timeout(Duration::from_secs(5)).max_batch_size(1).build();
        let quick = async {
            gate.reached().await;
            let start = Instant::now();
            assert_eq!(loader.load(3).await.unwrap(), Some(3));
            assert!(start.elapsed() < Duration::from_secs(1));
        };
        let (one, two, ()) = join!(loader.load(1), loader.load(2), quick);
        assert!(matches!(one, Err(Error::Timeout { .. })));
        assert_eq!(two.unwrap(), Some(2));
        assert_eq!(calls.list(), [[1], [2], [3]]);
    });
}

#[test]
fn without_a_timeout_a_batch_may_take_for_ever() {
    with_a_paused_clock(async || {
        let recorder = Recorder::new(async |keys: Vec<i32>| {
            tokio::time::sleep(Duration::from_hours(24)).await;
            Ok(same(keys))
        });
        let calls = recorder.calls();
        let loader = Loader::builder(recorder).batch_timeout(None).build();
        assert_eq!(loader.load(1).await.unwrap(), Some(1));
        assert_eq!(calls.list(), [[1]]);
    });
}

#[test]
fn the_timeout_is_thirty_seconds_unless_it_is_set() {
    with_a_paused_clock(async || {
        let slow = |seconds| {
            Recorder::new(move |keys: Vec<i32>| async move {
                tokio::time::sleep(Duration::from_secs(seconds)).await;
                Ok(same(keys))
            })
        };
        assert_eq!(Loader::new(slow(29)).load(1).await.unwrap(), Some(1));
        let error = Loader::new(slow(31)).load(1).await.unwrap_err();
        assert!(matches!(error, Error::Timeout { after, .. } if after == Duration::from_secs(30)));
    });
}

#[test]
fn s26_a_load_that_is_kept_and_not_polled_stalls_nobody() {
    with_a_paused_clock(async || {
        let (loader, calls) = echo();
        let mut kept = Box::pin(loader.load(1));
        assert!(poll!(&mut kept).is_pending());
        let start = Instant::now();
        assert_eq!(loader.load(2).await.unwrap(), Some(2));
        assert!(start.elapsed() < Duration::from_secs(1), "{:?}", start.elapsed());
        assert_eq!(kept.await.unwrap(), Some(1));
        assert_eq!(calls.list(), [[1, 2]]);
    });
}

#[test]
fn a_load_that_is_kept_when_its_driver_goes_stalls_nobody() {
    with_a_paused_clock(async || {
        let (loader, calls) = echo();
        let of_request = loader.load(1);
        let mut request = Box::pin(tokio::task::unconstrained(drive(async {
            let busy = std::future::poll_fn(|cx| {
                cx.waker().wake_by_ref();
                std::task::Poll::<()>::Pending
            });
            join!(of_request, busy)
        })));
        // Polled in another thread, so that this request does not drive it.
        std::thread::scope(|scope| {
            scope.spawn(|| assert!(request.as_mut().now_or_never().is_none())).join().unwrap();
        });
        let mut kept = Box::pin(loader.load(2));
        assert!(kept.as_mut().now_or_never().is_none());
        let waits = tokio::spawn(loader.load(3));
        tokio::task::yield_now().await;
        drop(request);
        let waits = tokio::time::timeout(Duration::from_secs(1), waits).await;
        assert_eq!(waits.expect("somebody sends").unwrap().unwrap(), Some(3));
        assert_eq!(kept.await.unwrap(), Some(2));
        assert_eq!(calls.list(), [[2, 3]]);
    });
}

#[test]
fn an_answer_that_is_kept_and_not_read_stalls_nobody() {
    with_a_paused_clock(async || {
        let (loader, calls) = echo();
        let mut kept = Box::pin(loader.load(1));
        assert!(poll!(&mut kept).is_pending());
        assert_eq!(loader.load(1).await.unwrap(), Some(1));
        let start = Instant::now();
        assert_eq!(while_time_passes(loader.load(2)).await.unwrap(), Some(2));
        assert!(start.elapsed() < Duration::from_secs(1), "{:?}", start.elapsed());
        assert_eq!(kept.await.unwrap(), Some(1));
        assert_eq!(calls.list(), [[1], [2]]);
    });
}

/// A paused clock does not jump while a task looks at it.
#[test]
fn an_answer_that_is_kept_stalls_nobody_although_time_stands_still() {
    with_a_paused_clock(async || {
        let (loader, calls) = echo();
        let mut kept = Box::pin(loader.load(1));
        assert!(poll!(&mut kept).is_pending());
        assert_eq!(loader.load(1).await.unwrap(), Some(1));
        assert_eq!(loader.load(2).await.unwrap(), Some(2));
        assert_eq!(kept.await.unwrap(), Some(1));
        assert_eq!(calls.list(), [[1], [2]]);
    });
}

/// No decision about a batch waits for a clock.
#[test]
fn no_time_passes_while_batches_go() {
    with_a_paused_clock(async || {
        let (loader, calls) = echo();
        let start = Instant::now();
        for level in 0..100 {
            let keys = level * 10..level * 10 + 10;
            assert_eq!(loader.load_many(keys.clone()).await.unwrap(), keys.map(Some).collect::<Vec<_>>());
        }
        assert_eq!(start.elapsed(), Duration::ZERO);
        assert_eq!(calls.count(), 100);
    });
}
