//! From queued to in flight to answered.

use std::sync::Arc;
use std::task::Waker;

use futures_util::future::{AbortHandle, AbortRegistration};
use hashbrown::HashTable;

use super::batch::{Batch, Waiter};
use super::cache::remove;
use super::{Debris, Queue, Slot};
use crate::Error;
use crate::scheduler::answers::{Answered, Answers, Outcome, Place};
use crate::scheduler::turn::Epoch;

/// The keys of one batch on their way to the source.
pub(crate) struct Chunk<K> {
    pub(crate) batch: usize,
    pub(crate) answers: Arc<Answers>,
    pub(crate) keys: Vec<K>,
    /// The positions of the keys, where some are left out.
    pub(crate) positions: Option<Vec<usize>>,
    /// Aborted when nobody waits any more.
    pub(crate) registration: AbortRegistration,
    pub(crate) handle: AbortHandle,
}

/// What an answered batch leaves to do, outside the lock.
pub(crate) struct Landed<K> {
    waiters: Vec<Waiter>,
    /// To drop.
    pub(crate) debris: Debris<K>,
}

impl<K> Landed<K> {
    /// Those to wake, in the order of arrival.
    pub(crate) fn wakers(&mut self) -> impl Iterator<Item = Waker> {
        self.waiters.drain(..).filter_map(|waiter| waiter.waker)
    }
}

impl<K> Queue<K> {
    /// Takes the keys of an opening that somebody still waits for.
    pub(crate) fn send(&mut self, opening: u64) -> (Vec<Chunk<K>>, Debris<K>) {
        let mut debris = Debris::default();
        let open = self.opening.take_if(|open| open.id == opening);
        let batches = open.map(|open| open.batches).unwrap_or_default();
        let chunks = batches.into_iter().filter_map(|id| self.send_batch(id, &mut debris)).collect();
        (chunks, debris)
    }

    fn send_batch(&mut self, id: usize, debris: &mut Debris<K>) -> Option<Chunk<K>> {
        let batch = self.batches[id].as_mut()?;
        let mut primed = std::mem::take(&mut batch.primed);
        primed.sort_unstable_by_key(|(position, _)| *position);
        let is_whole = primed.is_empty() && batch.asked.iter().all(|asked| asked.waiting > 0);
        let (keys, positions) = if is_whole {
            (batch.asked.iter_mut().filter_map(|asked| asked.key.take()).collect(), None)
        } else {
            let (keys, positions) = wanted(batch, &primed, &mut self.slots, debris);
            (keys, Some(positions))
        };
        let (handle, registration) = AbortHandle::new_pair();
        batch.flight = Some(handle.clone());
        batch.answers.send(primed);
        let answers = Arc::clone(&batch.answers);
        Some(Chunk { batch: id, answers, keys, positions, registration, handle })
    }

    /// A batch has ended. `deliver` is told how many wait for it, before any of them can see it.
    pub(crate) fn land(
        &mut self,
        id: usize,
        answers: &Arc<Answers>,
        result: Result<Answered, Error>,
        deliver: impl FnOnce(usize) -> Option<Epoch>,
    ) -> Landed<K> {
        let mut landed = Landed { waiters: Vec::new(), debris: Debris::default() };
        let waiting = self.batches[id].take_if(|batch| Arc::ptr_eq(&batch.answers, answers));
        let Some(mut batch) = waiting else {
            landed.debris.result = Some(result);
            return landed;
        };
        self.vacant.push(id);
        if result.is_err() || !self.limits.cache {
            self.forget(&batch, &mut landed.debris);
        }
        answers.end(Outcome { result, unread: deliver(batch.waiting) });
        landed.waiters = std::mem::take(&mut batch.waiters);
        landed.debris.batch = Some(batch);
        landed
    }
}

/// The keys of a batch that are neither primed nor given up, and their positions.
fn wanted<K>(
    batch: &mut Batch<K>,
    primed: &[(usize, Place)],
    slots: &mut HashTable<Slot<K>>,
    debris: &mut Debris<K>,
) -> (Vec<K>, Vec<usize>) {
    let (mut keys, mut positions) = (Vec::new(), Vec::new());
    let mut primed = primed.iter().map(|(position, _)| *position).peekable();
    for (position, asked) in batch.asked.iter_mut().enumerate() {
        let key = asked.key.take();
        if primed.next_if_eq(&position).is_some() {
            debris.keys.extend(key);
        } else if asked.waiting == 0 {
            let place = Place::new(&batch.answers, position);
            debris.slots.extend(remove(slots, asked.hash, &place));
            debris.keys.extend(key);
        } else {
            positions.push(position);
            keys.extend(key);
        }
    }
    (keys, positions)
}
