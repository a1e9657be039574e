//! The state of one loader: which keys are queued, in flight, answered or abandoned. No I/O, no clock, no lock.
//!
//! Of a user's code, only the `Eq` of keys runs in here, and no step is half done when it does: hashes come from
//! outside, and whatever is let go is handed out as [`Debris`], to be dropped after the lock.

use std::sync::Arc;
use std::task::Waker;

use hashbrown::HashTable;
use hashbrown::hash_table::Entry;

use super::answers::{Answers, Place};
use super::drive::Driver;
use super::few::Few;
use batch::{Batch, ROOM};
use batches::Batches;
use slot::Slot;

mod asleep;
mod batch;
mod batches;
mod cache;
mod flight;
mod lead;
mod opening;
mod room;
mod slot;
#[cfg(test)]
mod tests;

pub(crate) use cache::Primed;
pub(crate) use flight::Chunk;

/// The keys of one loader, and the batches that fetch them.
pub(crate) struct Queue<K> {
    slots: HashTable<Slot>,
    batches: Batches<K>,
    /// Loads that arrived, and those of them that asked for nothing new.
    loads: u64,
    hits: u64,
}

/// How much a loader takes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits {
    /// Keys of one batch.
    pub(crate) keys: usize,
    /// Bytes of the keys of one batch.
    pub(crate) bytes: usize,
    /// Whether answers stay when their waiters have gone.
    pub(crate) cache: bool,
}

/// A load on its way into the queue. What the queue does not need stays inside.
pub(crate) struct Arrival<K> {
    pub(crate) hash: u64,
    pub(crate) key: Option<K>,
    pub(crate) bytes: usize,
    pub(crate) waker: Option<Waker>,
    /// Who polls the load, where it is a driver.
    pub(crate) driver: Option<Driver>,
}

/// What became of a load that arrived.
pub(crate) enum Joined {
    /// The answer is there.
    Answered(Place),
    /// The load waits.
    Waits {
        ticket: Ticket,
        /// The opening that somebody has to be told of: it is new, or new to drivers.
        opened: Option<u64>,
    },
}

/// A waiter's claim on an answer. It has to be handed back through [`Queue::leave`], unless the answer came.
pub(crate) struct Ticket {
    pub(crate) place: Place,
    /// No batch's number once the claim is spent.
    batch: usize,
    waiter: usize,
}

impl Ticket {
    const SPENT: usize = usize::MAX;

    /// For an answer that is there.
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
    /// Nothing: it will be woken.
    Wait,
    /// It decides when this opening goes.
    Lead(u64),
}

/// What a waiter that has gone leaves to do, outside the lock.
pub(crate) struct Left<K> {
    /// Whether the waiter was there to remove: if not, its answer has come.
    pub(crate) removed: bool,
    /// To wake: the waiter that leads from now on.
    pub(crate) leader: Option<Waker>,
    /// To give up: a flight that nobody waits for.
    pub(crate) flight: Option<Arc<Answers>>,
    /// To drop.
    pub(crate) debris: Debris<K>,
}

/// What is dropped outside the lock, because dropping it may run a user's code.
#[must_use]
pub(crate) struct Debris<K> {
    batches: Few<Batch<K>>,
    waker: Option<Waker>,
}

impl<K> Default for Debris<K> {
    fn default() -> Self {
        Self { batches: Few::default(), waker: None }
    }
}

impl<K> Queue<K> {
    pub(crate) fn new(loader: &'static str, limits: Limits) -> Self {
        Self {
            slots: HashTable::with_capacity(ROOM),
            batches: Batches::new(loader, limits),
            loads: 0,
            hits: 0,
        }
    }

    /// The loads that arrived, and how many of them asked for nothing new.
    pub(crate) fn loads(&self) -> (u64, u64) {
        (self.loads, self.hits)
    }

    /// Whether nothing is queued and nothing in flight.
    #[cfg(any(test, feature = "async-graphql"))]
    pub(crate) fn is_at_rest(&self) -> bool {
        self.batches.opening.is_none() && self.batches.pending() == 0
    }

    /// What a waiter has to do. Its waker is exchanged for the given one.
    pub(crate) fn attend(&mut self, ticket: &Ticket, waker: &mut Waker) -> Duty {
        let Some(batch) = self.waited_for(ticket) else { return Duty::Wait };
        batch.exchange_waker(ticket.waiter, waker);
        let is_open = batch.is_open();
        match &mut self.batches.opening {
            Some(open) if is_open => open.duty((ticket.batch, ticket.waiter)),
            _ => Duty::Wait,
        }
    }

    /// A waiter goes without its answer. Nothing happens if the answer came in the meantime.
    pub(crate) fn leave(&mut self, ticket: &Ticket) -> Left<K> {
        let mut left = Left { removed: false, leader: None, flight: None, debris: Debris::default() };
        let Some(batch) = self.waited_for(ticket) else { return left };
        left.removed = true;
        left.debris.waker = batch.remove_waiter(ticket.waiter);
        if batch.waiting == 0 {
            left.flight = self.abandon(ticket.batch, &mut left.debris);
        }
        left.leader = self.succeed((ticket.batch, ticket.waiter));
        left
    }

    /// Gives up a batch that nobody waits for.
    fn abandon(&mut self, id: usize, debris: &mut Debris<K>) -> Option<Arc<Answers>> {
        self.forget(id, |_| true);
        let batch = self.batches.remove(id)?;
        let flight = if batch.is_open() {
            self.batches.shut(batch.place);
            None
        } else {
            Some(Arc::clone(&batch.answers))
        };
        debris.batches.push(batch);
        flight
    }

    /// The batch that a waiter waits for, unless its answer came.
    fn waited_for(&mut self, ticket: &Ticket) -> Option<&mut Batch<K>> {
        self.batches.get(ticket.batch, &ticket.place.answers).filter(|batch| batch.is_pending())
    }
}

impl<K: Eq> Queue<K> {
    /// A load arrives, and goes with the answer if it is there. Otherwise it has to [`join`](Self::join).
    pub(crate) fn answered(&mut self, hash: u64, key: &K) -> Option<Place> {
        let Self { slots, batches, .. } = self;
        let slot = *slots.find(hash, |slot| slot.hash == hash && batches.key(*slot) == key)?;
        let batch = batches.of(slot);
        let place = (!batch.is_pending()).then(|| Place::new(&batch.answers, slot.position()))?;
        self.loads += 1;
        self.hits += 1;
        Some(place)
    }

    /// A load arrives: it finds an answer, joins those who wait for the key, or asks for it.
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
                return self.join_others(slot, arrival);
            }
            Entry::Vacant(new) => new,
        };
        let id = batches.filling(bytes);
        let batch = &mut batches[id];
        let Some(key) = key.take() else { unreachable!("an arrival brings its key") };
        let position = batch.ask(key);
        let slot = Slot::new(hash, id, position);
        new.insert(slot);
        let ticket = Ticket {
            place: Place::new(&batch.answers, position),
            batch: id,
            waiter: batch.add_waiter(slot, waker.take(), true),
        };
        let opened = batches.opening.as_mut().and_then(|open| open.tell((id, ticket.waiter), driver));
        Joined::Waits { ticket, opened }
    }

    /// Somebody has asked for the key.
    #[inline(never)]
    fn join_others(&mut self, slot: Slot, arrival: &mut Arrival<K>) -> Joined {
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
        let opened = open.and_then(|open| open.tell((id, waiter), arrival.driver));
        Joined::Waits { ticket: Ticket { place, batch: id, waiter }, opened }
    }
}
