//! Batches that are sent together, and who sends them.

use super::Duty;
use crate::scheduler::few::Few;

/// Batches that are sent together: one, or as many as the limits cut it into.
#[derive(Default)]
pub(super) struct Opening {
    pub(super) id: u64,
    pub(super) batches: Few<usize>,
    /// The last of them, which keys go into.
    pub(super) filling: usize,
    /// A driver sends them, so that no waiter has to.
    pub(super) driven: bool,
    /// The waiter that sends them: its batch, and its place there.
    pub(super) leader: Option<(usize, usize)>,
    /// The waiter that was woken last to become the leader.
    pub(super) heir: Option<(usize, usize)>,
    /// How often the leader was polled.
    pub(super) beats: u64,
    /// How many waiters were woken the last time that the leader seemed forgotten.
    pub(super) roused: usize,
}

impl Opening {
    /// A batch comes behind the others.
    pub(super) fn push(&mut self, batch: usize) {
        self.batches.push(batch);
        self.filling = batch;
    }

    /// A batch is no more.
    pub(super) fn remove(&mut self, batch: usize) {
        self.batches.remove(|own| *own == batch);
        self.filling = self.batches.iter().next_back().copied().unwrap_or(batch);
    }

    #[inline]
    pub(super) fn holds(&self, batch: usize) -> bool {
        self.batches.iter().any(|own| *own == batch)
    }

    /// What a waiter has to do. If nobody leads, it does from now on.
    pub(super) fn duty(&mut self, waiter: (usize, usize)) -> Duty {
        if self.driven || !self.holds(waiter.0) || *self.leader.get_or_insert(waiter) != waiter {
            return Duty::Wait;
        }
        self.beats += 1;
        self.roused = 0;
        Duty::Lead(self.id)
    }

    /// Its number, if somebody has to be told of it after a waiter has joined one of its batches.
    #[inline]
    pub(super) fn tell(&mut self, waiter: (usize, usize), driven: bool) -> Option<u64> {
        if self.driven {
            return None;
        }
        if driven {
            self.driven = true;
            return Some(self.id);
        }
        if self.leader.is_none() {
            self.leader = Some(waiter);
            return Some(self.id);
        }
        None
    }
}
