//! A batch: its keys, who waits for them, and in the end its answers.

use std::sync::Arc;
use std::task::Waker;

use super::Limits;
use crate::scheduler::answers::{Answers, Place};

/// Keys that were asked together, from the first load to the last that remembers them.
pub(super) struct Batch<K> {
    pub(super) answers: Arc<Answers>,
    keys: Keys<K>,
    /// How many slots are in here.
    pub(super) slots: usize,
    /// By position, until there is an outcome.
    pub(super) asked: Vec<Asked>,
    pub(super) waiters: Vec<Waiter>,
    pub(super) waiting: usize,
    /// Positions whose key was primed before it was sent, each once.
    pub(super) primed: Vec<(usize, Place)>,
    bytes: usize,
}

/// The keys of a batch, by position.
enum Keys<K> {
    Queued(Vec<K>),
    /// Shared with whoever asks for them.
    Sent(Arc<[K]>),
}

/// How many loads a batch has room for before it grows.
pub(super) const ROOM: usize = 14;

/// What is known of a position beside its key.
pub(super) struct Asked {
    pub(super) hash: u64,
    pub(super) waiting: usize,
}

pub(super) struct Waiter {
    position: usize,
    pub(super) waker: Option<Waker>,
    gone: bool,
}

impl<K> Batch<K> {
    pub(super) fn open(loader: &'static str) -> Self {
        Self {
            asked: Vec::with_capacity(ROOM),
            waiters: Vec::with_capacity(ROOM),
            ..Self::of(Answers::open(loader), Vec::with_capacity(ROOM))
        }
    }

    /// Keys with their answers, be they there or to come.
    pub(super) fn of(answers: Arc<Answers>, keys: Vec<K>) -> Self {
        Self {
            answers,
            keys: Keys::Queued(keys),
            slots: 0,
            asked: Vec::new(),
            waiters: Vec::new(),
            waiting: 0,
            primed: Vec::new(),
            bytes: 0,
        }
    }

    pub(super) fn keys(&self) -> &[K] {
        match &self.keys {
            Keys::Queued(keys) => keys,
            Keys::Sent(keys) => keys,
        }
    }

    /// The keys leave the queue, and are shared from now on.
    pub(super) fn send(&mut self) -> Arc<[K]> {
        let keys = match &mut self.keys {
            Keys::Queued(keys) => std::mem::take(keys).into(),
            Keys::Sent(keys) => Arc::clone(keys),
        };
        self.keys = Keys::Sent(Arc::clone(&keys));
        keys
    }

    /// Whether it waits for its outcome.
    pub(super) fn is_pending(&self) -> bool {
        self.answers.outcome().is_none()
    }

    pub(super) fn has_room(&self, limits: Limits, bytes: usize) -> bool {
        self.asked.len() < limits.keys && self.bytes.saturating_add(bytes) <= limits.bytes
    }

    /// Takes a key in, if it is not sent yet; its position.
    #[inline]
    pub(super) fn ask(&mut self, hash: u64, key: K, bytes: usize) -> usize {
        if let Keys::Queued(keys) = &mut self.keys {
            keys.push(key);
        }
        self.asked.push(Asked { hash, waiting: 0 });
        self.slots += 1;
        self.bytes = self.bytes.saturating_add(bytes);
        self.asked.len() - 1
    }

    #[inline]
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
