//! Batches under way, and where they run: in the driver, in the waiting task for one poll, or in a task of their own.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Poll, Waker};

use futures_util::future::{AbortHandle, BoxFuture};

use super::drive::{drive, drive_once};
use super::watch::Opened;
use crate::sync::Handle;
use crate::sync::atomic::{AtomicBool, Ordering};

/// The batches of one opening, running.
pub(crate) struct Run {
    pub(super) future: BoxFuture<'static, ()>,
    /// One for each batch; aborted when nobody waits for it.
    pub(super) flights: Vec<AbortHandle>,
    pub(super) homeless: Homeless,
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
    /// Whether somebody still waits for one of the batches.
    pub(super) fn is_wanted(&self) -> bool {
        self.flights.iter().any(|flight| !flight.is_aborted())
    }

    /// Goes on in a task of its own. Without a runtime, the waiters get an error.
    pub(super) fn spawn(self) {
        match Handle::try_current() {
            // Driven, so that what a batch function loads goes as one batch as well.
            Ok(runtime) => drop(runtime.spawn(drive(self))),
            Err(_) => self.homeless.set(),
        }
    }
}

impl Future for Run {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        self.future.as_mut().poll(cx)
    }
}

/// Sends an opening from a waiting task: a batch that is ready at once costs no task.
pub(super) fn in_place(opened: &Opened) {
    let Some(mut run) = opened.send_undriven() else { return };
    // A spawned task polls before it waits, so nothing that happened since is missed.
    if drive_once(&mut run).is_pending() {
        run.spawn();
    }
}

/// Wakes a waiter. A waker is the user's code: one that panics must not keep others asleep.
pub(super) fn wake(waker: Waker) {
    let _ = catch_unwind(AssertUnwindSafe(|| waker.wake()));
}

/// Asks to be polled again when everything else that is ready in this task has been.
///
/// On a worker, tokio wakes a deferred task when there is nothing else to run; elsewhere it wakes at
/// once, which still comes behind all siblings.
pub(super) fn defer(cx: &mut Context<'_>) {
    let _ = pin!(tokio::task::yield_now()).poll(cx);
}
