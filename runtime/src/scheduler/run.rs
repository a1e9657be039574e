//! Batches under way, and where they run: in the driver, in the waiting task for one poll, or in a task of their own.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::task::{Context, Poll};

use futures_util::future::FutureExt;

use super::drive::{drive, drive_once};
use super::flight::Flight;
use super::opened::Opened;
use crate::sync::{Handle, thread_local};
pub(crate) use several::Several;

mod several;

/// The batches of one opening, running.
pub(crate) enum Run {
    One(Flight),
    Several(Several),
}

thread_local! {
    static HOMELESS: Cell<bool> = const { Cell::new(false) };
}

/// Returns whether a run is being given up here because there is no runtime to go on with it.
pub(super) fn is_homeless() -> bool {
    HOMELESS.with(Cell::get)
}

impl Run {
    /// Returns whether somebody still waits for one of the batches.
    pub(super) fn is_wanted(&self) -> bool {
        match self {
            Self::One(flight) => flight.is_wanted(),
            Self::Several(several) => several.is_wanted(),
        }
    }

    /// Returns how many batches are at work for the loader of an opening.
    pub(super) fn at_work_for(&self, opened: &Opened) -> usize {
        match self {
            Self::One(flight) => usize::from(flight.is_of(opened) && flight.is_at_work()),
            Self::Several(several) if several.is_of(opened) => several.at_work(),
            Self::Several(_) => 0,
        }
    }

    /// Goes on in a task of its own. Without a runtime, the waiters get an error.
    pub(super) fn spawn(self) {
        if let Ok(runtime) = Handle::try_current() {
            // Driven, so that what a batch function loads goes as one batch as well.
            drop(runtime.spawn(drive(self)));
            return;
        }
        HOMELESS.with(|homeless| homeless.set(true));
        // A key that panics when it is dropped must not leave the thread marked.
        let _ = catch_unwind(AssertUnwindSafe(|| drop(self)));
        HOMELESS.with(|homeless| homeless.set(false));
    }
}

impl Future for Run {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        match &mut *self {
            Self::One(flight) => flight.poll_unpin(cx),
            Self::Several(several) => several.poll_unpin(cx),
        }
    }
}

/// Sends an opening from a waiting task. A batch that is ready at once needs no task of its own.
pub(super) fn in_place(opened: &Opened) {
    let Some(mut run) = opened.send_undriven() else { return };
    // A spawned task polls before it waits, so it misses nothing that happened since.
    if drive_once(&mut run).is_pending() {
        run.spawn();
    }
}
