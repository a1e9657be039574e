//! Batches under way, and where they run: in the driver, in the waiting task for one poll, or in a task of their own.

use std::pin::{Pin, pin};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, Waker};

use futures_util::future::{self, AbortHandle, BoxFuture, FutureExt};
use tokio::runtime::Handle;

use super::drive::drive;
use super::watch::Opened;

/// The batches of openings that were sent together, running.
pub(crate) struct Run {
    pub(super) future: BoxFuture<'static, ()>,
    /// One for each batch; aborted when nobody waits for it.
    pub(super) flights: Vec<AbortHandle>,
    pub(super) homeless: Vec<Homeless>,
}

/// Whether a run was given up because there is no runtime to go on with it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Homeless(Arc<AtomicBool>);

impl Homeless {
    fn set(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    pub(super) fn get(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

impl Run {
    fn together(mut runs: Vec<Self>) -> Option<Self> {
        if runs.len() < 2 {
            return runs.pop();
        }
        let mut all = Self { future: future::ready(()).boxed(), flights: Vec::new(), homeless: Vec::new() };
        let mut futures = Vec::with_capacity(runs.len());
        for run in runs {
            all.flights.extend(run.flights);
            all.homeless.extend(run.homeless);
            futures.push(run.future);
        }
        all.future = future::join_all(futures).map(drop).boxed();
        Some(all)
    }

    /// Whether somebody still waits for one of the batches.
    pub(super) fn is_wanted(&self) -> bool {
        self.flights.iter().any(|flight| !flight.is_aborted())
    }

    /// Goes on in a task of its own. Without a runtime, the waiters get an error.
    pub(super) fn spawn(self) {
        match Handle::try_current() {
            // Driven, so that what a batch function loads goes as one batch as well.
            Ok(runtime) => drop(runtime.spawn(drive(self))),
            Err(_) => self.homeless.iter().for_each(Homeless::set),
        }
    }
}

impl Future for Run {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        self.future.as_mut().poll(cx)
    }
}

/// Sends openings from a waiting task: batches that are ready at once cost no task.
pub(super) fn in_place(opened: &[Opened]) {
    let runs = opened.iter().filter_map(Opened::send_undriven).collect();
    let Some(mut run) = Run::together(runs) else { return };
    let ready = pin!(drive(&mut run)).poll(&mut Context::from_waker(Waker::noop()));
    // A spawned task polls before it waits, so nothing that happened since is missed.
    if ready.is_pending() {
        run.spawn();
    }
}

/// Asks to be polled again when everything else that is ready in this task has been.
///
/// On a worker, tokio wakes a deferred task when there is nothing else to run; elsewhere it wakes at
/// once, which still comes behind all siblings.
pub(super) fn defer(cx: &mut Context<'_>) {
    let _ = pin!(tokio::task::yield_now()).poll(cx);
}
