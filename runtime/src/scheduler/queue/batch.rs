//! A batch: its keys, the waiters for them, and in the end its answers.

use std::mem;
use std::sync::Arc;
use std::task::Waker;

use super::room::Room;
use super::sleeping_waiters::SleepingWaiters;
use super::slot::Slot;
use crate::scheduler::answers::{Answers, Place};

/// Keys that were asked together. The batch lives from the first load to the last slot that remembers a key.
pub(super) struct Batch<K> {
    pub(super) answers: Arc<Answers>,
    /// The place of the batch among those of its opening.
    pub(super) place: u32,
    keys: Keys<K>,
    /// The room for more keys, until the batch is sent.
    pub(super) room: Room,
    /// How many slots are in this batch.
    pub(super) slots: usize,
    /// The waiters, until there is an outcome. Those that brought a key are in the order of positions.
    pub(super) waiters: Vec<Waiter>,
    pub(super) waiting: usize,
    /// Waiters that have no waker, so that they need not be looked at again.
    sleeping: SleepingWaiters,
    /// Whether a waiter has gone, so that a key may have none.
    has_lost_waiter: bool,
    /// The positions whose keys were primed before the batch was sent, each once.
    pub(super) primed: Vec<(usize, Place)>,
}

/// The keys of a batch, by position.
enum Keys<K> {
    Queued(Vec<K>),
    /// Shared with the source that is asked for them.
    Sent(Arc<[K]>),
}

/// How many loads a batch has room for before it grows.
pub(super) const INITIAL_CAPACITY: usize = 14;

pub(super) struct Waiter {
    pub(super) waker: Option<Waker>,
    /// The hash of its key.
    hash: u64,
    position: u32,
    has_brought_key: bool,
    is_gone: bool,
}

impl<K> Batch<K> {
    pub(super) fn open(loader: &'static str, room: Room, place: u32) -> Self {
        Self {
            place,
            room,
            waiters: Vec::with_capacity(INITIAL_CAPACITY),
            ..Self::of(Answers::open(loader), Vec::with_capacity(INITIAL_CAPACITY))
        }
    }

    /// Creates a batch of keys with their answers, which are there or still to come.
    pub(super) fn of(answers: Arc<Answers>, keys: Vec<K>) -> Self {
        Self {
            answers,
            place: 0,
            keys: Keys::Queued(keys),
            room: Room::default(),
            slots: 0,
            waiters: Vec::new(),
            waiting: 0,
            sleeping: SleepingWaiters::default(),
            has_lost_waiter: false,
            primed: Vec::new(),
        }
    }

    pub(super) fn keys(&self) -> &[K] {
        match &self.keys {
            Keys::Queued(keys) => keys,
            Keys::Sent(keys) => keys,
        }
    }

    /// Returns the keys that were sent.
    pub(super) fn sent_keys(&self) -> Option<Arc<[K]>> {
        match &self.keys {
            Keys::Queued(_) => None,
            Keys::Sent(keys) => Some(Arc::clone(keys)),
        }
    }

    /// Sends the keys: they leave the queue, and are shared from now on.
    pub(super) fn send(&mut self) -> Arc<[K]> {
        let keys = match &mut self.keys {
            Keys::Queued(keys) => mem::take(keys).into(),
            Keys::Sent(keys) => Arc::clone(keys),
        };
        self.keys = Keys::Sent(Arc::clone(&keys));
        keys
    }

    /// Returns whether the batch is part of the opening: its keys are still queued, and their answers are not known.
    pub(super) fn is_open(&self) -> bool {
        matches!(self.keys, Keys::Queued(_)) && self.is_pending()
    }

    /// Returns whether the batch waits for its outcome.
    pub(super) fn is_pending(&self) -> bool {
        self.answers.outcome().is_none()
    }

    /// Takes a key in, if the batch is not sent yet, and returns the key's position.
    #[inline]
    pub(super) fn push_key(&mut self, key: K) -> usize {
        self.slots += 1;
        match &mut self.keys {
            Keys::Queued(keys) => {
                keys.push(key);
                keys.len() - 1
            }
            Keys::Sent(keys) => keys.len(),
        }
    }

    /// Adds a waiter for the key at a position, which it may have brought, and returns the waiter's number.
    #[inline]
    pub(super) fn add_waiter(&mut self, slot: Slot, waker: Option<Waker>, has_brought_key: bool) -> usize {
        let Slot { hash, position, .. } = slot;
        self.waiting += 1;
        self.waiters.push(Waiter { waker, hash, position, has_brought_key, is_gone: false });
        self.waiters.len() - 1
    }

    /// Exchanges the waker of a waiter for the given one.
    pub(super) fn exchange_waker(&mut self, at: usize, waker: &mut Waker) {
        match &mut self.waiters[at].waker {
            Some(known) => mem::swap(known, waker),
            none => *none = Some(mem::replace(waker, Waker::noop().clone())),
        }
        self.sleeping.wake(at);
    }

    /// Takes the waker of the last waiter that has one, and returns it with the waiter's number.
    pub(super) fn take_last_waker(&mut self) -> Option<(usize, Waker)> {
        let Self { waiters, sleeping, .. } = self;
        let last = sleeping.awake_below(waiters.len()).find_map(|at| Some((at, waiters[at].waker.take()?)));
        *sleeping = SleepingWaiters::between(last.as_ref().map_or(0, |(at, _)| *at), waiters.len());
        last
    }

    /// Returns the hashes of the keys, by position, until there is an outcome.
    pub(super) fn hashes(&self) -> impl Iterator<Item = u64> {
        self.waiters.iter().filter(|waiter| waiter.has_brought_key).map(|waiter| waiter.hash)
    }

    /// Returns the positions that nobody waits for, in order.
    pub(super) fn unwanted_positions(&self) -> Vec<usize> {
        if !self.has_lost_waiter {
            return Vec::new();
        }
        let mut has_waiter = vec![false; self.keys().len()];
        for waiter in self.waiters.iter().filter(|waiter| !waiter.is_gone) {
            has_waiter[waiter.position as usize] = true;
        }
        (0..has_waiter.len()).filter(|at| !has_waiter[*at]).collect()
    }

    /// Removes a waiter, and leaves its waker to the caller.
    pub(super) fn remove_waiter(&mut self, at: usize) -> Option<Waker> {
        let waiter = &mut self.waiters[at];
        self.waiting -= 1;
        self.has_lost_waiter = true;
        waiter.is_gone = true;
        let waker = waiter.waker.take();
        // Waiters are known by their number, so only the last can make room. Hashes stay.
        while self.waiters.pop_if(|last| last.is_gone && !last.has_brought_key).is_some() {}
        self.sleeping.truncate(self.waiters.len());
        waker
    }
}
