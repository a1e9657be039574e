//! Batches under way, and where they run: in the driver, in the waiting task for one poll, or in a task of their own.

use std::pin::Pin;
use std::task::{Context, Poll};

use futures_util::future::FutureExt;

use super::drive::{drive, drive_once};
use super::flight::Flight;
use super::opening_ref::OpeningRef;
use crate::sync::Handle;
pub(crate) use flight_group::FlightGroup;

mod flight_group;

/// The batches of one opening, running.
pub(crate) enum Run {
    One(Flight),
    Group(FlightGroup),
}

impl Run {
    /// Returns whether somebody still waits for one of the batches.
    pub(super) fn is_wanted(&self) -> bool {
        match self {
            Self::One(flight) => flight.is_wanted(),
            Self::Group(group) => group.is_wanted(),
        }
    }

    /// Returns how many batches are at work for the loader of an opening.
    pub(super) fn at_work_for(&self, opening: &OpeningRef) -> usize {
        match self {
            Self::One(flight) => usize::from(flight.is_of(opening) && flight.is_at_work()),
            Self::Group(group) if group.is_of(opening) => group.at_work(),
            Self::Group(_) => 0,
        }
    }

    /// Goes on in a task of its own. Without a runtime, the waiters get an error.
    pub(super) fn spawn(self) {
        match (Handle::try_current(), self) {
            // Driven, so that what a batch function loads goes as one batch as well.
            (Ok(runtime), run) => drop(runtime.spawn(drive(run))),
            (Err(_), Self::One(flight)) => flight.fail_without_runtime(),
            (Err(_), Self::Group(group)) => group.fail_without_runtime(),
        }
    }
}

impl Future for Run {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        match &mut *self {
            Self::One(flight) => flight.poll_unpin(cx),
            Self::Group(group) => group.poll_unpin(cx),
        }
    }
}

/// Sends an opening from a waiting task. A batch that is ready at once needs no task of its own.
pub(super) fn send_in_place(opening: &OpeningRef) {
    let Some(mut run) = opening.send_undriven() else { return };
    // A spawned task polls before it waits, so it misses nothing that happened since.
    if drive_once(&mut run).is_pending() {
        run.spawn();
    }
}
