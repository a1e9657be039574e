//! A batch before it has an outcome: its keys and who waits for them.

use std::sync::Arc;
use std::task::Waker;

use futures_util::future::AbortHandle;

use super::{Duty, Limits};
use crate::scheduler::answers::{Answers, Place};

/// Batches that are sent together: one, or as many as the limits cut it into.
#[derive(Default)]
pub(super) struct Opening {
    pub(super) id: u64,
    pub(super) batches: Vec<usize>,
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
    /// What a waiter has to do. If nobody leads, it does from now on.
    pub(super) fn duty(&mut self, waiter: (usize, usize)) -> Duty {
        if self.driven || !self.batches.contains(&waiter.0) || *self.leader.get_or_insert(waiter) != waiter {
            return Duty::Wait;
        }
        self.beats += 1;
        self.roused = 0;
        Duty::Lead(self.id)
    }
}

/// A batch without an outcome.
pub(super) struct Batch<K> {
    pub(super) answers: Arc<Answers>,
    /// By position.
    pub(super) asked: Vec<Asked<K>>,
    pub(super) waiters: Vec<Waiter>,
    pub(super) waiting: usize,
    /// Positions whose key was primed before it was sent, each once.
    pub(super) primed: Vec<(usize, Place)>,
    /// Once it is sent.
    pub(super) flight: Option<AbortHandle>,
    bytes: usize,
}

pub(super) struct Asked<K> {
    pub(super) hash: u64,
    /// Until it is sent.
    pub(super) key: Option<K>,
    pub(super) waiting: usize,
}

pub(super) struct Waiter {
    position: usize,
    pub(super) waker: Option<Waker>,
    gone: bool,
}

impl<K> Batch<K> {
    pub(super) fn new(answers: Arc<Answers>) -> Self {
        Self {
            answers,
            asked: Vec::new(),
            waiters: Vec::new(),
            waiting: 0,
            primed: Vec::new(),
            flight: None,
            bytes: 0,
        }
    }

    pub(super) fn has_room(&self, limits: Limits, bytes: usize) -> bool {
        self.asked.len() < limits.keys && self.bytes.saturating_add(bytes) <= limits.bytes
    }

    pub(super) fn ask(&mut self, hash: u64, key: K, bytes: usize) -> Place {
        let place = Place::new(&self.answers, self.asked.len());
        self.asked.push(Asked { hash, key: Some(key), waiting: 0 });
        self.bytes = self.bytes.saturating_add(bytes);
        place
    }

    pub(super) fn add_waiter(&mut self, position: usize, waker: Option<Waker>) -> usize {
        self.asked[position].waiting += 1;
        self.waiting += 1;
        self.waiters.push(Waiter { position, waker, gone: false });
        self.waiters.len() - 1
    }

    /// Its waker is left to the caller.
    pub(super) fn remove_waiter(&mut self, at: usize) -> Option<Waker> {
        let waiter = &mut self.waiters[at];
        self.asked[waiter.position].waiting -= 1;
        self.waiting -= 1;
        waiter.gone = true;
        let waker = waiter.waker.take();
        // Waiters are known by their number, so only the last can make room.
        while self.waiters.pop_if(|last| last.gone).is_some() {}
        waker
    }
}
