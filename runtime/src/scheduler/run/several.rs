//! Several batches as one future, so many of them at a time.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::vec;

use futures_util::future::FutureExt;
use futures_util::stream::{FuturesUnordered, StreamExt};

use crate::scheduler::flight::Flight;
use crate::scheduler::watch::Opened;
use crate::sync::atomic::{AtomicUsize, Ordering};

/// The batches of an opening that was cut.
///
/// One that waits for another batch is not at work: it takes no turn from those behind it, of which the other
/// may be one.
pub(crate) struct Several {
    running: FuturesUnordered<Running>,
    next: vec::IntoIter<Flight>,
    /// How many of those that run are at work. Atomic only so that the future stays `Send`: no other thread reads it.
    at_work: Arc<AtomicUsize>,
    concurrency: usize,
}

impl Several {
    pub(in crate::scheduler) fn new(flights: Vec<Flight>, concurrency: usize) -> Self {
        Self {
            running: FuturesUnordered::new(),
            next: flights.into_iter(),
            at_work: Arc::default(),
            concurrency,
        }
    }

    /// Whether somebody still waits for one of them.
    pub(super) fn is_wanted(&self) -> bool {
        let running = self.running.iter().map(|running| &running.flight);
        running.chain(self.next.as_slice()).any(Flight::is_wanted)
    }

    pub(super) fn is_of(&self, opened: &Opened) -> bool {
        let running = self.running.iter().map(|running| &running.flight);
        running.chain(self.next.as_slice()).any(|flight| flight.is_of(opened))
    }

    pub(super) fn at_work(&self) -> usize {
        self.at_work.load(Ordering::Relaxed)
    }

    fn has_room(&self) -> bool {
        self.at_work() < self.concurrency
    }

    /// Lets those begin that there is room for. Whether there are any.
    fn begin(&mut self) -> bool {
        let before = self.next.len();
        while self.has_room()
            && let Some(flight) = self.next.next()
        {
            self.running.push(Running::new(flight, &self.at_work));
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

/// One of them that has begun.
struct Running {
    flight: Flight,
    is_at_work: bool,
    at_work: Arc<AtomicUsize>,
}

impl Running {
    fn new(flight: Flight, at_work: &Arc<AtomicUsize>) -> Self {
        at_work.fetch_add(1, Ordering::Relaxed);
        Self { flight, is_at_work: true, at_work: Arc::clone(at_work) }
    }

    fn note(&mut self, is_at_work: bool) {
        match (self.is_at_work, is_at_work) {
            (true, false) => _ = self.at_work.fetch_sub(1, Ordering::Relaxed),
            (false, true) => _ = self.at_work.fetch_add(1, Ordering::Relaxed),
            _ => {}
        }
        self.is_at_work = is_at_work;
    }
}

impl Future for Running {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let polled = self.flight.poll_unpin(cx);
        // What it waits for changes only when it is polled, or wakes it.
        let is_at_work = polled.is_pending() && !self.flight.waits();
        self.note(is_at_work);
        polled
    }
}
