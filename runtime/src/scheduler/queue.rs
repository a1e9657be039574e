//! The state of one loader: which keys are queued, in flight, answered or abandoned. No I/O, no clock, no lock.
//!
//! The only code of a user that runs in here is the `Eq` of keys, and no step is half done when it runs. Hashes come
//! from outside, and everything that is removed is handed out as [`DeferredDrops`], to be dropped after the lock is
//! released.

use std::sync::Arc;
use std::task::Waker;

use hashbrown::HashTable;
use hashbrown::hash_table::Entry;
use smallvec::SmallVec;

use super::answers::{Answers, Place};
use super::drive::Driver;
use batch::{Batch, INITIAL_CAPACITY};
use batches::Batches;
use slot::Slot;

mod batch;
mod batches;
mod cache;
mod flight;
mod lead;
mod opening;
mod room;
mod sleeping_waiters;
mod slot;
#[cfg(test)]
mod tests;

pub(crate) use cache::Primed;
pub(crate) use flight::Chunk;

/// The keys of one loader, and the batches that fetch them.
pub(crate) struct Queue<K> {
    slots: HashTable<Slot>,
    batches: Batches<K>,
    /// The number of loads that arrived, and of those that asked for nothing new.
    loads: u64,
    hits: u64,
}

/// The limits of a loader.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits {
    /// The most keys of one batch.
    pub(crate) keys: usize,
    /// The most bytes of the keys of one batch.
    pub(crate) bytes: usize,
    /// Whether answers stay when their waiters have gone.
    pub(crate) cache: bool,
}

/// A load on its way into the queue. The queue leaves inside what it does not need.
pub(crate) struct Arrival<K> {
    pub(crate) hash: u64,
    pub(crate) key: Option<K>,
    pub(crate) bytes: usize,
    pub(crate) waker: Option<Waker>,
    /// The driver that polls the load, if one does.
    pub(crate) driver: Option<Driver>,
}

/// What became of a load that arrived.
pub(crate) enum Joined {
    /// The answer is there.
    Answered(Place),
    /// The load waits.
    Waits {
        ticket: Ticket,
        /// The opening that the load has to announce: it is new, or new to drivers.
        to_announce: Option<u64>,
    },
}

/// A waiter's claim on an answer. The waiter has to hand it back through [`Queue::leave`], unless the answer came.
pub(crate) struct Ticket {
    pub(crate) place: Place,
    /// `SPENT` once the claim is spent, which is no batch's number.
    batch: usize,
    waiter: usize,
}

impl Ticket {
    const SPENT: usize = usize::MAX;

    /// Creates a ticket for an answer that is there.
    pub(crate) fn spent(place: Place) -> Self {
        Self { place, batch: Self::SPENT, waiter: 0 }
    }

    pub(crate) fn spend(&mut self) {
        self.batch = Self::SPENT;
    }

    pub(crate) fn is_spent(&self) -> bool {
        self.batch == Self::SPENT
    }
}

/// What a waiter has to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Duty {
    /// To wait until it is woken.
    Wait,
    /// To decide when this opening goes.
    Lead(u64),
}

/// What is left to do outside the lock, after a waiter has gone.
pub(crate) struct LeaveEffects<K> {
    /// Whether the waiter was there to remove. If not, its answer has come.
    pub(crate) removed: bool,
    /// To wake: the waiter that leads from now on.
    pub(crate) leader: Option<Waker>,
    /// To give up: a flight that nobody waits for.
    pub(crate) flight: Option<Arc<Answers>>,
    /// To drop.
    pub(crate) drops: DeferredDrops<K>,
}

/// What has to be dropped outside the lock, because dropping it may run a user's code.
#[must_use]
pub(crate) struct DeferredDrops<K> {
    batches: SmallVec<[Batch<K>; 1]>,
    waker: Option<Waker>,
}

impl<K> Default for DeferredDrops<K> {
    fn default() -> Self {
        Self { batches: SmallVec::new(), waker: None }
    }
}

impl<K> Queue<K> {
    pub(crate) fn new(loader: &'static str, limits: Limits) -> Self {
        Self {
            slots: HashTable::with_capacity(INITIAL_CAPACITY),
            batches: Batches::new(loader, limits),
            loads: 0,
            hits: 0,
        }
    }

    /// Returns how many loads arrived, and how many of them asked for nothing new.
    pub(crate) fn loads(&self) -> (u64, u64) {
        (self.loads, self.hits)
    }

    /// Returns whether nothing is queued and nothing is in flight.
    #[cfg(any(test, feature = "async-graphql"))]
    pub(crate) fn is_at_rest(&self) -> bool {
        self.batches.opening.is_none() && self.batches.pending() == 0
    }

    /// Returns what a waiter has to do, and exchanges its waker for the given one.
    pub(crate) fn attend(&mut self, ticket: &Ticket, waker: &mut Waker) -> Duty {
        let Some(batch) = self.batch_of(ticket) else { return Duty::Wait };
        batch.exchange_waker(ticket.waiter, waker);
        let is_open = batch.is_open();
        match &mut self.batches.opening {
            Some(open) if is_open => open.duty((ticket.batch, ticket.waiter)),
            _ => Duty::Wait,
        }
    }

    /// Removes a waiter that goes without its answer. Does nothing if the answer came in the meantime.
    pub(crate) fn leave(&mut self, ticket: &Ticket) -> LeaveEffects<K> {
        let mut left =
            LeaveEffects { removed: false, leader: None, flight: None, drops: DeferredDrops::default() };
        let Some(batch) = self.batch_of(ticket) else { return left };
        left.removed = true;
        left.drops.waker = batch.remove_waiter(ticket.waiter);
        if batch.waiting == 0 {
            left.flight = self.abandon(ticket.batch, &mut left.drops);
        }
        left.leader = self.replace_leader((ticket.batch, ticket.waiter));
        left
    }

    /// Gives up a batch that nobody waits for.
    fn abandon(&mut self, id: usize, drops: &mut DeferredDrops<K>) -> Option<Arc<Answers>> {
        self.forget(id, |_| true);
        let batch = self.batches.remove(id)?;
        let flight = if batch.is_open() {
            self.batches.remove_from_opening(batch.place);
            None
        } else {
            Some(Arc::clone(&batch.answers))
        };
        drops.batches.push(batch);
        flight
    }

    /// Returns the keys of the batch that a waiter waits for, by position, if the batch is under way.
    pub(crate) fn sent_keys(&mut self, ticket: &Ticket) -> Option<Arc<[K]>> {
        self.batch_of(ticket)?.sent_keys()
    }

    /// Returns the batch that a waiter waits for, unless its answer came.
    fn batch_of(&mut self, ticket: &Ticket) -> Option<&mut Batch<K>> {
        self.batches.get(ticket.batch, &ticket.place.answers).filter(|batch| batch.is_pending())
    }
}

impl<K: Eq> Queue<K> {
    /// Takes in a load whose answer is there, and returns the answer's place. Other loads have to [`join`](Self::join).
    pub(crate) fn answered(&mut self, hash: u64, key: &K) -> Option<Place> {
        let Self { slots, batches, .. } = self;
        let slot = *slots.find(hash, |slot| slot.hash == hash && batches.key(*slot) == key)?;
        let batch = batches.of(slot);
        let place = (!batch.is_pending()).then(|| Place::new(&batch.answers, slot.position()))?;
        self.loads += 1;
        self.hits += 1;
        Some(place)
    }

    /// Takes in a load that arrives: it finds an answer, joins those who wait for the key, or asks for it.
    #[inline]
    pub(crate) fn join(&mut self, arrival: &mut Arrival<K>) -> Joined {
        let Self { slots, batches, .. } = self;
        let Arrival { hash, ref mut key, bytes, ref mut waker, driver } = *arrival;
        let same = |slot: &Slot| slot.hash == hash && key.as_ref() == Some(batches.key(*slot));
        let entry = slots.entry(hash, same, |slot| slot.hash);
        self.loads += 1;
        let new = match entry {
            Entry::Occupied(known) => {
                let slot = *known.get();
                return self.join_known_key(slot, arrival);
            }
            Entry::Vacant(new) => new,
        };
        let id = batches.batch_with_room(bytes);
        let batch = &mut batches[id];
        let Some(key) = key.take() else { unreachable!("an arrival brings its key") };
        let position = batch.push_key(key);
        let slot = Slot::new(hash, id, position);
        new.insert(slot);
        let ticket = Ticket {
            place: Place::new(&batch.answers, position),
            batch: id,
            waiter: batch.add_waiter(slot, waker.take(), true),
        };
        let to_announce =
            batches.opening.as_mut().and_then(|open| open.note_waiter((id, ticket.waiter), driver));
        Joined::Waits { ticket, to_announce }
    }

    /// Takes in a load of a key that somebody has asked for.
    #[inline(never)]
    fn join_known_key(&mut self, slot: Slot, arrival: &mut Arrival<K>) -> Joined {
        self.hits += 1;
        let (id, position) = (slot.batch(), slot.position());
        let batch = &mut self.batches[id];
        let place = Place::new(&batch.answers, position);
        if !batch.is_pending() {
            return Joined::Answered(place);
        }
        let waiter = batch.add_waiter(slot, arrival.waker.take(), false);
        let is_open = batch.is_open();
        let open = self.batches.opening.as_mut().filter(|_| is_open);
        let to_announce = open.and_then(|open| open.note_waiter((id, waiter), arrival.driver));
        Joined::Waits { ticket: Ticket { place, batch: id, waiter }, to_announce }
    }
}
