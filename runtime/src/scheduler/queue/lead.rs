//! Which waiter sends an opening, and which one takes over from a waiter that has gone or is forgotten.

use std::task::Waker;

use super::Queue;
use super::batch::Batch;
use super::opening::Opening;

impl<K> Queue<K> {
    /// Returns how often the leader of an opening was polled, or `None` once the opening has been sent.
    pub(crate) fn beats(&self, opening: u64) -> Option<u64> {
        self.batches.opening.as_ref().filter(|open| open.id == opening).map(|open| open.beats)
    }

    /// Returns whether a driver that has no room for an opening may keep it back.
    pub(crate) fn keep_back(&mut self, opening: u64) -> bool {
        self.batches.opening.as_mut().filter(|open| open.id == opening).is_some_and(Opening::keep_back)
    }

    /// Returns the waiter to wake if the one that has gone was to send the opening.
    pub(super) fn succeed(&mut self, gone: (usize, usize)) -> Option<Waker> {
        let open = self.batches.opening.as_mut()?;
        let led = open.leader.take_if(|leader| *leader == gone).is_some();
        let inherited = open.heir.take_if(|heir| *heir == gone).is_some();
        let lost = led || inherited && open.leader.is_none();
        if lost && open.driver.is_none() { self.heirs(1).pop() } else { None }
    }

    /// Takes an opening from a driver that has gone. Returns the waiter to wake, which leads from now on.
    pub(crate) fn release(&mut self, opening: u64) -> Option<Waker> {
        let open = self.batches.opening.as_mut().filter(|open| open.id == opening)?;
        open.driver = None;
        open.leader = None;
        self.heirs(1).pop()
    }

    /// Takes an opening from a leader or driver that seems forgotten. Returns the waiters to wake, twice as many each
    /// time. The first of them to be polled leads, unless the old leader comes back before.
    pub(crate) fn rouse(&mut self, opening: u64) -> Vec<Waker> {
        let Some(open) = self.batches.opening.as_mut().filter(|open| open.id == opening) else {
            return Vec::new();
        };
        open.driver = None;
        open.leader = None;
        open.roused = open.roused.saturating_mul(2).max(1);
        let some = open.roused;
        self.heirs(some)
    }

    /// Takes the wakers of some waiters of the opening, the latest first, because they are the least likely to be
    /// forgotten.
    fn heirs(&mut self, some: usize) -> Vec<Waker> {
        let Some((open, all)) = self.batches.opened() else { return Vec::new() };
        let (mut wakers, mut heir) = (Vec::new(), open.heir);
        for id in open.batches().rev() {
            while wakers.len() < some
                && let Some((at, waker)) = all[id].as_mut().and_then(Batch::take_last_waker)
            {
                wakers.push(waker);
                heir = Some((id, at));
            }
            if wakers.len() == some {
                break;
            }
        }
        open.heir = heir;
        wakers
    }
}
