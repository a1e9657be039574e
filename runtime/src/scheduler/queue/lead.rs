//! Which waiter sends an opening, and which one takes over from a waiter that has gone or is forgotten.

use std::task::Waker;

use super::Queue;
use super::batch::Batch;
use super::opening::Opening;

impl<K> Queue<K> {
    /// Returns how often the leader of an opening was polled, or `None` once the opening has been sent.
    pub(crate) fn leader_polls(&self, opening: u64) -> Option<u64> {
        self.batches.opening.as_ref().filter(|open| open.id == opening).map(|open| open.leader_polls)
    }

    /// Holds an opening back for a driver that has no room for it, if it may. Returns whether it does.
    pub(crate) fn try_hold_back(&mut self, opening: u64) -> bool {
        self.batches.opening.as_mut().filter(|open| open.id == opening).is_some_and(Opening::try_hold_back)
    }

    /// Returns the waiter to wake if the one that has gone was to send the opening.
    pub(super) fn replace_leader(&mut self, gone: (usize, usize)) -> Option<Waker> {
        let open = self.batches.opening.as_mut()?;
        let was_leader = open.leader.take_if(|leader| *leader == gone).is_some();
        let was_next = open.next_leader.take_if(|next| *next == gone).is_some();
        let has_lost_leader = was_leader || was_next && open.leader.is_none();
        if has_lost_leader && open.driver.is_none() { self.take_wakers(1).pop() } else { None }
    }

    /// Takes an opening from a driver that has gone. Returns the waiter to wake, which leads from now on.
    pub(crate) fn release(&mut self, opening: u64) -> Option<Waker> {
        let open = self.batches.opening.as_mut().filter(|open| open.id == opening)?;
        open.driver = None;
        open.leader = None;
        self.take_wakers(1).pop()
    }

    /// Takes an opening from a leader or driver that seems forgotten. Returns the waiters to wake, twice as many each
    /// time. The first of them to be polled leads, unless the old leader comes back before.
    pub(crate) fn wake_successors(&mut self, opening: u64) -> Vec<Waker> {
        let Some(open) = self.batches.opening.as_mut().filter(|open| open.id == opening) else {
            return Vec::new();
        };
        open.driver = None;
        open.leader = None;
        open.woken_successors = open.woken_successors.saturating_mul(2).max(1);
        let count = open.woken_successors;
        self.take_wakers(count)
    }

    /// Takes the wakers of some waiters of the opening, the latest first, because they are the least likely to be
    /// forgotten.
    fn take_wakers(&mut self, count: usize) -> Vec<Waker> {
        let Some((open, all)) = self.batches.opening_and_batches() else { return Vec::new() };
        let (mut wakers, mut next_leader) = (Vec::new(), open.next_leader);
        for id in open.batches().rev() {
            while wakers.len() < count
                && let Some((at, waker)) = all[id].as_mut().and_then(Batch::take_last_waker)
            {
                wakers.push(waker);
                next_leader = Some((id, at));
            }
            if wakers.len() == count {
                break;
            }
        }
        open.next_leader = next_leader;
        wakers
    }
}
