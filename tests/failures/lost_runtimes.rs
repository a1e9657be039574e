//! When a runtime ends, a load that waits elsewhere for a batch of that runtime gets an error or an answer. It never
//! hangs.

use std::task::{Context, Waker};

use batchload::{Error, Loader, drive};
use futures_executor::block_on;
use futures_util::FutureExt;
use tokio::runtime::{Builder, Runtime};

use crate::support::recorder::{Calls, Gate, gated};
use crate::support::runtimes::Flavour;

type Gated = (Loader<i32, Option<i32>>, Calls<i32>, Gate);

fn runtimes() -> [Runtime; 2] {
    [
        Builder::new_current_thread().enable_all().build(),
        Builder::new_multi_thread().worker_threads(2).enable_all().build(),
    ]
    .map(Result::unwrap)
}

/// Polls a load once, outside every runtime.
fn waiting<F: Future + Unpin>(mut load: F) -> F {
    assert!(load.poll_unpin(&mut Context::from_waker(Waker::noop())).is_pending());
    load
}

/// Checks that the loader asks again, on another runtime.
fn recovers((loader, calls, gate): Gated) {
    Flavour::CurrentThread.run(move || async move {
        gate.release_one();
        assert_eq!(loader.load_many([1, 2]).await.unwrap(), [Some(1), Some(2)]);
        assert_eq!(calls.list(), [vec![1], vec![1, 2]]);
    });
}

#[test]
fn s08_a_runtime_that_ends_during_a_batch_leaves_its_waiters_an_error() {
    for runtime in runtimes() {
        let (loader, calls, gate): Gated = gated();
        runtime.block_on(async {
            tokio::spawn(loader.load(1));
            gate.reached().await;
        });
        let elsewhere = waiting(Box::pin(loader.load(1)));
        drop(runtime);
        let error = block_on(elsewhere).unwrap_err();
        assert!(matches!(error, Error::Lost { .. }), "{error:?}");
        assert!(error.to_string().ends_with("the runtime or the request that ran it has ended; load again"));
        recovers((loader, calls, gate));
    }
}

#[test]
fn s08_a_runtime_that_ends_during_a_driven_batch_leaves_its_waiters_an_error() {
    for runtime in runtimes() {
        let (loader, calls, gate): Gated = gated();
        runtime.block_on(async {
            tokio::spawn(drive(loader.load(1)));
            gate.reached().await;
        });
        let elsewhere = waiting(Box::pin(loader.load(1)));
        drop(runtime);
        assert!(matches!(block_on(elsewhere), Err(Error::Lost { .. })));
        recovers((loader, calls, gate));
    }
}

#[test]
fn s07_a_runtime_that_ends_before_a_batch_leaves_it_to_a_waiter_elsewhere() {
    for runtime in runtimes() {
        let (loader, calls, gate): Gated = gated();
        // The first waiter would have sent the batch.
        let leads = waiting(Box::pin(loader.load(1)));
        runtime.spawn(async move {
            let _leads = leads;
            std::future::pending::<()>().await;
        });
        let elsewhere = waiting(Box::pin(loader.load(2)));
        drop(runtime);
        Flavour::CurrentThread.run(move || async move {
            gate.release_one();
            assert_eq!(elsewhere.await.unwrap(), Some(2));
            assert_eq!(calls.list(), [[2]]);
        });
    }
}

#[test]
fn s10_a_loader_is_used_from_one_live_runtime_after_the_other() {
    let (loader, calls, gate): Gated = gated();
    let runtimes = runtimes();
    // Each runtime lives on while the other is used.
    for (at, runtime) in (0..).zip(&runtimes) {
        gate.release_one();
        assert_eq!(runtime.block_on(loader.load(at)).unwrap(), Some(at));
        gate.release_one();
        assert_eq!(runtime.block_on(drive(loader.load(at + 10))).unwrap(), Some(at + 10));
    }
    assert_eq!(calls.list(), [[0], [10], [1], [11]]);
}

#[test]
fn s10_a_batch_of_one_runtime_answers_a_waiter_of_another() {
    for runtime in runtimes() {
        let (loader, calls, gate): Gated = gated();
        runtime.block_on(async {
            tokio::spawn(loader.load(1));
            gate.reached().await;
        });
        let elsewhere = waiting(Box::pin(loader.load(1)));
        gate.release_one();
        runtime.block_on(async {
            while loader.load(1).now_or_never().is_none() {
                tokio::task::yield_now().await;
            }
        });
        drop(runtime);
        assert!(matches!(elsewhere.now_or_never(), Some(Ok(Some(1)))));
        assert_eq!(calls.list(), [[1]]);
    }
}

#[test]
fn s23_a_load_that_outlives_its_handle_is_answered() {
    Flavour::CurrentThread.run(async || {
        let (loader, calls, gate): Gated = gated();
        let load = loader.load(1);
        drop(loader);
        gate.release_one();
        assert_eq!(load.await.unwrap(), Some(1));
        assert_eq!(calls.list(), [[1]]);
    });
}
