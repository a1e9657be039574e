//! A reference to an opening, and the loader that sends it, without its type of key.

use std::sync::Arc;

use smallvec::SmallVec;

use super::answers::{Answered, Answers};
use super::run::Run;
use crate::Error;
use crate::stats::Counters;
use crate::sync::atomic::{AtomicUsize, Ordering};

/// A loader with any type of key: it sends the batches that it has open, and hears how they ended.
pub(crate) trait ErasedBatcher: Send + Sync {
    /// Returns the counters of what its batches cost.
    fn counters(&self) -> &Counters;

    /// Returns how many of its batches a request may have at work at a time.
    fn concurrency(&self) -> usize;

    /// Returns how many of its batches are at work, in all requests.
    fn at_work(&self) -> &AtomicUsize;

    /// Returns whether a request may have another batch at work because few are at work in all requests.
    fn has_room(&self) -> bool {
        self.at_work().load(Ordering::Relaxed) < self.concurrency()
    }

    /// Returns how often the leader of an opening was polled, or `None` once the opening has been sent.
    fn leader_polls(&self, opening: u64) -> Option<u64>;

    /// Lets others lead an opening: wakes some that wait for it, more each time.
    fn wake_successors(&self, opening: u64);

    /// Holds an opening back for a driver that has no room for it. Returns whether it does: not if a load that this
    /// driver does not poll waits for the opening, because a batch at work may wait for that load.
    fn try_hold_back(&self, opening: u64) -> bool;

    /// Takes an opening and makes its batches. `counts_readers` says whether their waiters count as readers.
    fn send(self: Arc<Self>, opening: u64, counts_readers: bool) -> Option<Run>;

    /// Hands an opening to its waiters, because the driver that would have sent it has gone.
    fn release(self: Arc<Self>, opening: u64);

    /// Ends a batch, and answers those who wait for it. `counts_readers` is what the batch was sent with.
    fn land(
        &self,
        batch: usize,
        answers: &Arc<Answers>,
        result: Result<Answered, Error>,
        counts_readers: bool,
    );
}

/// A reference to an opening: its loader, and its number there.
pub(crate) struct OpeningRef {
    pub(super) loader: Arc<dyn ErasedBatcher>,
    pub(super) id: u64,
}

/// Openings that are sent together: one, and seldom more.
pub(super) type OpeningRefs = SmallVec<[OpeningRef; 1]>;

impl OpeningRef {
    pub(super) fn new(loader: Arc<dyn ErasedBatcher>, id: u64) -> Self {
        Self { loader, id }
    }

    /// Returns whether the loader may have another batch at work in a request that has `of_request` of them.
    pub(super) fn has_room(&self, of_request: impl FnOnce() -> usize) -> bool {
        self.loader.has_room() || of_request() < self.loader.concurrency()
    }

    pub(super) fn try_hold_back(&self) -> bool {
        self.loader.try_hold_back(self.id)
    }

    pub(super) fn is_of(&self, loader: &Arc<dyn ErasedBatcher>) -> bool {
        Arc::ptr_eq(&self.loader, loader)
    }

    /// Sends the opening from a driver, which sees by itself who has read.
    pub(super) fn send_driven(self) -> Option<Run> {
        self.loader.send(self.id, false)
    }

    pub(super) fn send_undriven(&self) -> Option<Run> {
        Arc::clone(&self.loader).send(self.id, true)
    }

    pub(super) fn release(self) {
        self.loader.release(self.id);
    }
}
