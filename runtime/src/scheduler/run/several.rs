//! Several batches as one future, so many of them at a time.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::vec;

use futures_util::stream::{FuturesUnordered, StreamExt};

use crate::scheduler::flight::Flight;
use crate::scheduler::opened::{Opened, Sends};

/// The batches of an opening that was cut.
///
/// One that waits for another batch is not at work: it takes no turn from those behind it, of which the other
/// may be one.
pub(crate) struct Several {
    running: FuturesUnordered<Flight>,
    next: vec::IntoIter<Flight>,
    loader: Arc<dyn Sends>,
}

impl Several {
    pub(in crate::scheduler) fn new(flights: Vec<Flight>, loader: Arc<dyn Sends>) -> Self {
        Self { running: FuturesUnordered::new(), next: flights.into_iter(), loader }
    }

    /// Whether somebody still waits for one of them.
    pub(super) fn is_wanted(&self) -> bool {
        self.running.iter().chain(self.next.as_slice()).any(Flight::is_wanted)
    }

    pub(super) fn is_of(&self, opened: &Opened) -> bool {
        opened.is_of(&self.loader)
    }

    pub(super) fn at_work(&self) -> usize {
        self.running.iter().filter(|flight| flight.is_at_work()).count()
    }

    /// Whether another one may begin. One always may: what is at work elsewhere does not wake this when it ends.
    fn has_room(&self) -> bool {
        self.loader.has_room() || !self.running.iter().any(Flight::is_at_work)
    }

    /// Lets those begin that there is room for. Whether there are any.
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

impl Future for Several {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        self.begin();
        loop {
            let polled = self.running.poll_next_unpin(cx);
            // One that has just begun to wait makes room as well as one that has ended.
            let began = self.begin();
            match polled {
                Poll::Ready(None) if !began => return Poll::Ready(()),
                Poll::Pending if !began => return Poll::Pending,
                _ => {}
            }
        }
    }
}
