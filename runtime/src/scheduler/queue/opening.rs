//! Batches that are sent together, and the driver or the waiter that sends them.

use std::mem;

use super::Duty;
use super::slot::short;
use crate::scheduler::drive::Driver;
use crate::scheduler::few::Few;

/// Batches that are sent together: one, or as many as the limits cut it into.
#[derive(Default)]
pub(super) struct Opening {
    pub(super) id: u64,
    /// `None` for a batch that was removed. The last one is never `None`.
    batches: Few<Option<usize>>,
    /// The last batch, which new keys go into.
    pub(super) filling: usize,
    /// The driver that sends the batches, so that no waiter has to.
    pub(super) driver: Option<Driver>,
    /// Whether the driver keeps the batches back until there is room for them.
    is_kept_back: bool,
    /// Whether a load has joined that the driver does not poll.
    has_others: bool,
    /// The waiter that sends the batches: its batch, and its place there.
    pub(super) leader: Option<(usize, usize)>,
    /// The waiter that was woken last to become the leader.
    pub(super) heir: Option<(usize, usize)>,
    /// How often the leader was polled.
    pub(super) beats: u64,
    /// How many waiters were woken the last time that the leader seemed forgotten.
    pub(super) roused: usize,
}

impl Opening {
    pub(super) fn new(id: u64) -> Self {
        Self { id, ..Self::default() }
    }

    /// Returns the place of the batch that comes next.
    pub(super) fn next(&self) -> u32 {
        short(self.batches.len())
    }

    /// Adds a batch behind the others.
    pub(super) fn push(&mut self, batch: usize) {
        self.batches.push(Some(batch));
        self.filling = batch;
    }

    /// Removes the batch at a place.
    pub(super) fn remove(&mut self, place: u32) {
        if let Some(batch) = self.batches.get_mut(place as usize) {
            *batch = None;
        }
        while self.batches.pop_if(Option::is_none).is_some() {}
        let last = self.batches().next_back();
        self.filling = last.unwrap_or(self.filling);
    }

    /// Returns the batches, in order.
    pub(super) fn batches(&self) -> impl DoubleEndedIterator<Item = usize> {
        self.batches.iter().copied().flatten()
    }

    /// Returns the first batch, and the others.
    pub(super) fn into_batches(self) -> Option<(usize, Vec<usize>)> {
        let mut all = self.batches.into_iter().flatten();
        Some((all.next()?, all.collect()))
    }

    pub(super) fn is_empty(&self) -> bool {
        self.batches.is_empty()
    }

    /// Returns what a waiter of one of the batches has to do. If nobody leads, this waiter does from now on.
    pub(super) fn duty(&mut self, waiter: (usize, usize)) -> Duty {
        if self.driver.is_some() || *self.leader.get_or_insert(waiter) != waiter {
            return Duty::Wait;
        }
        self.beats += 1;
        self.roused = 0;
        Duty::Lead(self.id)
    }

    /// Returns whether a driver that has no room for the batches may keep them back.
    pub(super) fn keep_back(&mut self) -> bool {
        self.is_kept_back = !self.has_others;
        self.is_kept_back
    }

    /// Notes that a waiter has joined one of the batches. Returns the number of the opening, if the load has to
    /// announce it.
    #[inline]
    pub(super) fn tell(&mut self, waiter: (usize, usize), driver: Option<Driver>) -> Option<u64> {
        match (self.driver, driver) {
            (Some(own), Some(driver)) if own == driver => None,
            (Some(_), _) => self.join_others(waiter, driver),
            (None, Some(_)) => {
                self.driver = driver;
                Some(self.id)
            }
            (None, None) => {
                self.has_others = true;
                let leads = self.leader.is_none().then_some(self.id);
                self.leader.get_or_insert(waiter);
                leads
            }
        }
    }

    /// Notes that a load has joined batches of a driver that does not poll the load. If that driver keeps the batches
    /// back, they pass to whoever polls the load, because the driver may wait for this very load to end.
    #[cold]
    fn join_others(&mut self, waiter: (usize, usize), driver: Option<Driver>) -> Option<u64> {
        self.has_others = true;
        if !mem::take(&mut self.is_kept_back) {
            return None;
        }
        self.driver = driver;
        self.leader = driver.is_none().then_some(waiter);
        Some(self.id)
    }
}
