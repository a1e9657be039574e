//! Batches that wait to be sent together, and the loader that sends them.

use std::sync::Arc;

use super::answers::{Answered, Answers};
use super::run::Run;
use crate::Error;
use crate::stats::Counters;
use crate::sync::atomic::{AtomicUsize, Ordering};

/// A loader, whatever its keys are: it sends what it has open, and hears what became of it.
pub(crate) trait Sends: Send + Sync {
    /// What its batches cost.
    fn counters(&self) -> &Counters;

    /// How many of its batches a request has at work at a time.
    fn concurrency(&self) -> usize;

    /// How many of them are at work, in all requests.
    fn at_work(&self) -> &AtomicUsize;

    /// Whether a request can have another one at work, because there are few in all requests.
    fn has_room(&self) -> bool {
        self.at_work().load(Ordering::Relaxed) < self.concurrency()
    }

    /// How often the leader of an opening was polled; `None` once the opening has been sent.
    fn beats(&self, opening: u64) -> Option<u64>;

    /// Lets others lead an opening: wakes some that wait for it, more each time.
    fn rouse(&self, opening: u64);

    /// The driver has no room for an opening. Whether it may keep it back: not if a load waits for it that this
    /// driver does not poll, which can be one that a batch at work waits for.
    fn keep_back(&self, opening: u64) -> bool;

    /// Takes an opening. `counts` says whether its waiters count as readers.
    fn send(self: Arc<Self>, opening: u64, counts: bool) -> Option<Run>;

    /// The driver that would have sent an opening has gone.
    fn release(self: Arc<Self>, opening: u64);

    /// A batch has ended: answers those who wait for it. `counts` is what it was sent with.
    fn land(&self, batch: usize, answers: &Arc<Answers>, result: Result<Answered, Error>, counts: bool);
}

/// Batches that wait to be sent together.
pub(crate) struct Opened {
    pub(super) loader: Arc<dyn Sends>,
    pub(super) opening: u64,
}

impl Opened {
    pub(super) fn new(loader: Arc<dyn Sends>, opening: u64) -> Self {
        Self { loader, opening }
    }

    /// Whether the loader may have another batch at work in a request that has so many.
    pub(super) fn has_room(&self, of_request: impl FnOnce() -> usize) -> bool {
        self.loader.has_room() || of_request() < self.loader.concurrency()
    }

    pub(super) fn keep_back(&self) -> bool {
        self.loader.keep_back(self.opening)
    }

    pub(super) fn is_of(&self, loader: &Arc<dyn Sends>) -> bool {
        Arc::ptr_eq(&self.loader, loader)
    }

    /// Sends from a driver, which sees by itself who has read.
    pub(super) fn send_driven(self) -> Option<Run> {
        self.loader.send(self.opening, false)
    }

    pub(super) fn send_undriven(&self) -> Option<Run> {
        Arc::clone(&self.loader).send(self.opening, true)
    }

    pub(super) fn release(self) {
        self.loader.release(self.opening);
    }
}
