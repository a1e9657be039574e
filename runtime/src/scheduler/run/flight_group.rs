//! Several batches as one future, a limited number of them at a time.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::vec;

use futures_util::stream::{FuturesUnordered, StreamExt};

use crate::scheduler::flight::Flight;
use crate::scheduler::opening_ref::{ErasedBatcher, OpeningRef};

/// The batches of an opening that was cut.
///
/// A batch that waits for another batch is not at work. It takes no turn from the batches behind it, because the other
/// batch may be one of them.
pub(crate) struct FlightGroup {
    running: FuturesUnordered<Flight>,
    next: vec::IntoIter<Flight>,
    loader: Arc<dyn ErasedBatcher>,
}

impl FlightGroup {
    pub(in crate::scheduler) fn new(flights: Vec<Flight>, loader: Arc<dyn ErasedBatcher>) -> Self {
        Self { running: FuturesUnordered::new(), next: flights.into_iter(), loader }
    }

    /// Returns whether somebody still waits for one of the batches.
    pub(super) fn is_wanted(&self) -> bool {
        self.running.iter().chain(self.next.as_slice()).any(Flight::is_wanted)
    }

    pub(super) fn is_of(&self, opening: &OpeningRef) -> bool {
        opening.is_of(&self.loader)
    }

    pub(super) fn at_work(&self) -> usize {
        self.running.iter().filter(|flight| flight.is_at_work()).count()
    }

    /// Ends all batches, because there is no runtime to go on with them.
    pub(super) fn fail_without_runtime(self) {
        let Self { running, next, loader } = self;
        // The batches contain what their loader does when the last of them drops it.
        drop(loader);
        running.into_iter().chain(next).for_each(Flight::fail_without_runtime);
    }

    /// Returns whether another batch may begin. One may always run, because batches that are at work elsewhere do not
    /// wake this future when they end.
    fn has_room(&self) -> bool {
        self.loader.has_room() || !self.running.iter().any(Flight::is_at_work)
    }

    /// Lets batches begin while there is room for them. Returns whether any has begun.
    fn begin(&mut self) -> bool {
        let before = self.next.len();
        while self.has_room()
            && let Some(mut flight) = self.next.next()
        {
            flight.begin();
            self.running.push(flight);
        }
        self.next.len() < before
    }
}

impl Future for FlightGroup {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        self.begin();
        loop {
            let polled = self.running.poll_next_unpin(cx);
            // A batch that has begun to wait for another makes room, as well as one that has ended.
            let began = self.begin();
            match polled {
                Poll::Ready(None) if !began => return Poll::Ready(()),
                Poll::Pending if !began => return Poll::Pending,
                _ => {}
            }
        }
    }
}
