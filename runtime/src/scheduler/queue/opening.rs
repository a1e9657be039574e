//! Batches that are sent together, and the driver or the waiter that sends them.

use std::mem;

use smallvec::SmallVec;

use super::Duty;
use super::slot::to_u32;
use crate::scheduler::drive::Driver;

/// Batches that are sent together: one, or as many as the limits cut it into.
#[derive(Default)]
pub(super) struct Opening {
    pub(super) id: u64,
    /// `None` for a batch that was removed. The last one is never `None`.
    batches: SmallVec<[Option<usize>; 1]>,
    /// The last batch, which new keys go into.
    pub(super) last: usize,
    /// The driver that sends the batches, so that no waiter has to.
    pub(super) driver: Option<Driver>,
    /// Whether the driver holds the batches back until there is room for them.
    is_held_back: bool,
    /// Whether a load has joined that the driver does not poll.
    has_foreign_waiters: bool,
    /// The waiter that sends the batches: its batch, and its place there.
    pub(super) leader: Option<(usize, usize)>,
    /// The waiter that was woken last to become the leader.
    pub(super) next_leader: Option<(usize, usize)>,
    /// How often the leader was polled.
    pub(super) leader_polls: u64,
    /// How many waiters were woken the last time that the leader seemed forgotten.
    pub(super) woken_successors: usize,
}

impl Opening {
    pub(super) fn new(id: u64) -> Self {
        Self { id, ..Self::default() }
    }

    /// Returns the place of the batch that comes next.
    pub(super) fn next_place(&self) -> u32 {
        to_u32(self.batches.len())
    }

    /// Adds a batch behind the others.
    pub(super) fn push(&mut self, batch: usize) {
        self.batches.push(Some(batch));
        self.last = batch;
    }

    /// Removes the batch at a place.
    pub(super) fn remove(&mut self, place: u32) {
        if let Some(batch) = self.batches.get_mut(place as usize) {
            *batch = None;
        }
        while let Some(None) = self.batches.last() {
            self.batches.pop();
        }
        let last = self.batches().next_back();
        self.last = last.unwrap_or(self.last);
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
        self.leader_polls += 1;
        self.woken_successors = 0;
        Duty::Lead(self.id)
    }

    /// Holds the batches back for a driver that has no room for them, if it may. Returns whether it does.
    pub(super) fn try_hold_back(&mut self) -> bool {
        self.is_held_back = !self.has_foreign_waiters;
        self.is_held_back
    }

    /// Notes that a waiter has joined one of the batches. Returns the number of the opening, if the load has to
    /// announce it.
    #[inline]
    pub(super) fn note_waiter(&mut self, waiter: (usize, usize), driver: Option<Driver>) -> Option<u64> {
        match (self.driver, driver) {
            (Some(own), Some(driver)) if own == driver => None,
            (Some(_), _) => self.note_foreign_waiter(waiter, driver),
            (None, Some(_)) => {
                self.driver = driver;
                Some(self.id)
            }
            (None, None) => {
                self.has_foreign_waiters = true;
                let to_announce = self.leader.is_none().then_some(self.id);
                self.leader.get_or_insert(waiter);
                to_announce
            }
        }
    }

    /// Notes that a load has joined batches of a driver that does not poll the load. If that driver holds the batches
    /// back, they pass to whoever polls the load, because the driver may wait for this very load to end.
    #[cold]
    fn note_foreign_waiter(&mut self, waiter: (usize, usize), driver: Option<Driver>) -> Option<u64> {
        self.has_foreign_waiters = true;
        if !mem::take(&mut self.is_held_back) {
            return None;
        }
        self.driver = driver;
        self.leader = driver.is_none().then_some(waiter);
        Some(self.id)
    }
}
