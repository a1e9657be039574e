//! Batches that are sent together, and who sends them.

use super::Duty;
use crate::scheduler::few::Few;

/// Batches that are sent together: one, or as many as the limits cut it into.
#[derive(Default)]
pub(super) struct Opening {
    pub(super) id: u64,
    pub(super) batches: Few<usize>,
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

    /// Whether somebody has to be told of it after a waiter has joined one of its batches.
    pub(super) fn is_told(&mut self, waiter: (usize, usize), driven: bool) -> bool {
        if driven && !self.driven {
            self.driven = true;
            return true;
        }
        if !self.driven && self.leader.is_none() {
            self.leader = Some(waiter);
            return true;
        }
        false
    }
}
