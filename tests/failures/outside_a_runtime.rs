//! Driven loads work on any executor. Undriven loads work without a runtime as long as nothing has to wait.

use std::panic;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use batchload::{Error, Loader, drive};
use futures_executor::block_on;
use futures_util::{join, try_join};
use tokio::runtime::{Builder, Runtime};

use crate::support::recorder::{Gate, Recorder, echo, gated, same};
use crate::support::ways::step;

fn single_thread() -> Runtime {
    Builder::new_current_thread().build().unwrap()
}

#[test]
fn a_driven_request_works_under_any_block_on() {
    let (loader, calls) = echo();
    let values = block_on(drive(async { try_join!(loader.load(1), loader.load(2)) })).unwrap();
    assert_eq!(values, (Some(1), Some(2)));
    assert_eq!(calls.list(), [[1, 2]]);
}

#[test]
fn a_driven_request_waits_under_any_block_on() {
    let (loader, calls, gate) = gated();
    let release_one = async {
        gate.reached().await;
        gate.release_one();
    };
    let (values, ()) = block_on(drive(async { join!(loader.load_many([1, 2]), release_one) }));
    assert_eq!(values.unwrap(), [Some(1), Some(2)]);
    assert_eq!(calls.list(), [[1, 2]]);
}

#[test]
fn requests_of_several_threads_share_a_loader() {
    let (loader, calls) = echo();
    let request = |at: i32| block_on(drive(loader.load_many(at * 10..at * 10 + 20)));
    let request = &request;
    let values = thread::scope(|scope| {
        let threads: Vec<_> = (0..8).map(|at| scope.spawn(move || request(at))).collect();
        threads.into_iter().map(|thread| thread.join().unwrap().unwrap()).collect::<Vec<_>>()
    });
    let expected = |at| (at * 10..at * 10 + 20).map(Some).collect::<Vec<_>>();
    assert_eq!(values, (0..8).map(expected).collect::<Vec<_>>());
    let mut keys = calls.list().concat();
    keys.sort_unstable();
    assert_eq!(keys, (0..90).collect::<Vec<_>>());
}

#[test]
fn an_undriven_load_gets_its_value_if_the_batch_is_ready_at_once() {
    let (loader, calls) = echo();
    let values = block_on(async { try_join!(loader.load(1), loader.load(2)) }).unwrap();
    assert_eq!(values, (Some(1), Some(2)));
    assert_eq!(calls.list(), [[1, 2]]);
}

#[test]
fn s09_an_undriven_load_whose_batch_must_wait_says_what_to_do() {
    let gate = Gate::closed();
    let recorder = Recorder::gated(&gate);
    let calls = recorder.calls();
    let loader = Loader::builder(recorder).name("squares").build();

    let error = block_on(loader.load_many([1, 2])).unwrap_err();
    assert!(matches!(error, Error::NoRuntime { loader: "squares" }), "{error:?}");
    assert!(error.to_string().contains("`batchload::drive`"), "{error}");

    // The loader is unharmed: it works in a runtime, and it works outside of one if it is driven.
    gate.release_one();
    assert_eq!(single_thread().block_on(loader.load_many([1, 2])).unwrap(), [Some(1), Some(2)]);
    gate.release_one();
    assert_eq!(block_on(drive(loader.load(3))).unwrap(), Some(3));
    assert_eq!(calls.list(), [vec![1, 2], vec![1, 2], vec![3]]);
}

#[test]
fn s31_a_runtime_without_a_timer_is_enough() {
    let runtime = single_thread();
    let (loader, calls) = echo();
    assert_eq!(runtime.block_on(loader.load(1)).unwrap(), Some(1));
    assert_eq!(runtime.block_on(drive(loader.load(2))).unwrap(), Some(2));
    assert_eq!(calls.list(), [[1], [2]]);
}

/// Returns how many panics there are on this thread while the body runs, caught or not.
fn panics(body: impl FnOnce()) -> usize {
    let (here, panics) = (thread::current().id(), Arc::new(AtomicUsize::new(0)));
    let others = Arc::new(panic::take_hook());
    panic::set_hook(Box::new({
        let (others, panics) = (Arc::clone(&others), Arc::clone(&panics));
        move |panic| {
            if thread::current().id() == here {
                panics.fetch_add(1, Ordering::Relaxed);
            } else {
                others(panic);
            }
        }
    }));
    body();
    panic::set_hook(Box::new(move |panic| others(panic)));
    panics.load(Ordering::Relaxed)
}

#[test]
fn s31_a_runtime_is_tried_for_a_timer_once_on_each_thread() {
    let panics = panics(|| {
        let runtime = single_thread();
        for key in 0..10 {
            // Each loader belongs to one request.
            let (undriven, driven) = (waits(), waits());
            assert_eq!(runtime.block_on(undriven.load(key)).unwrap(), Some(key));
            assert_eq!(runtime.block_on(drive(driven.load(key))).unwrap(), Some(key));
        }
    });
    assert_eq!(panics, 1);
}

/// A loader whose batches wait.
fn waits() -> Loader<i32, Option<i32>> {
    Loader::new(Recorder::new(async |keys: Vec<i32>| {
        step().await;
        tokio::task::yield_now().await;
        Ok(same(keys))
    }))
}

#[test]
fn s31_a_runtime_without_a_timer_is_enough_for_batches_that_wait() {
    let runtime = single_thread();
    let recorder = Recorder::new(async |keys: Vec<i32>| {
        step().await;
        tokio::task::yield_now().await;
        Ok(same(keys))
    });
    let calls = recorder.calls();
    let loader = Loader::new(recorder);
    assert_eq!(runtime.block_on(loader.load(1)).unwrap(), Some(1));
    assert_eq!(runtime.block_on(drive(loader.load(2))).unwrap(), Some(2));
    assert_eq!(calls.list(), [[1], [2]]);
}
