//! The state of one loader: which keys are queued, in flight, answered or abandoned. No I/O, no clock, no lock.
//!
//! Nothing in here runs a user's code after it began to change something: hashes come from outside, keys
//! are compared first, and whatever is let go is handed out as [`Debris`], to be dropped after the lock.

use std::sync::Arc;
use std::task::Waker;

use futures_util::future::AbortHandle;
use hashbrown::HashTable;

use super::answers::{Answered, Answers, Place};
use crate::Error;
use batch::{Batch, Opening};

mod batch;
mod cache;
mod flight;
mod lead;
#[cfg(test)]
mod tests;

pub(crate) use cache::Primed;
pub(crate) use flight::Chunk;

/// The keys of one loader, and the batches that fetch them.
pub(crate) struct Queue<K> {
    limits: Limits,
    slots: HashTable<Slot<K>>,
    batches: Vec<Option<Batch<K>>>,
    vacant: Vec<usize>,
    opening: Option<Opening>,
    openings: u64,
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

/// What is known of a key.
struct Slot<K> {
    hash: u64,
    key: K,
    place: Place,
    /// The batch, while it has no outcome.
    batch: usize,
}

/// A load on its way into the queue. What the queue does not need stays inside.
pub(crate) struct Arrival<K> {
    pub(crate) hash: u64,
    /// The same key twice: for the slot, and for the batch.
    pub(crate) keys: Option<(K, K)>,
    pub(crate) bytes: usize,
    pub(crate) waker: Option<Waker>,
    /// Whether a driver polls the load.
    pub(crate) driven: bool,
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

/// A waiter's claim on an answer. It has to be handed back through [`Queue::leave`].
pub(crate) struct Ticket {
    pub(crate) place: Place,
    batch: usize,
    waiter: usize,
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
    /// To abort: a flight that nobody waits for.
    pub(crate) flight: Option<AbortHandle>,
    /// To drop.
    pub(crate) debris: Debris<K>,
}

/// What is dropped outside the lock, because dropping it may run a user's code.
#[must_use]
pub(crate) struct Debris<K> {
    slots: Vec<Slot<K>>,
    batch: Option<Batch<K>>,
    keys: Vec<K>,
    places: Vec<Place>,
    wakers: Vec<Waker>,
    result: Option<Result<Answered, Error>>,
}

impl<K> Default for Debris<K> {
    fn default() -> Self {
        Self {
            slots: Vec::new(),
            batch: None,
            keys: Vec::new(),
            places: Vec::new(),
            wakers: Vec::new(),
            result: None,
        }
    }
}

impl<K> Queue<K> {
    pub(crate) fn new(limits: Limits) -> Self {
        Self {
            limits,
            slots: HashTable::new(),
            batches: Vec::new(),
            vacant: Vec::new(),
            opening: None,
            openings: 0,
            loads: 0,
            hits: 0,
        }
    }

    /// The loads that arrived, and how many of them asked for nothing new.
    pub(crate) fn loads(&self) -> (u64, u64) {
        (self.loads, self.hits)
    }

    /// Whether nothing is queued and nothing in flight.
    #[cfg(test)]
    pub(crate) fn is_at_rest(&self) -> bool {
        self.opening.is_none() && self.vacant.len() == self.batches.len()
    }

    /// What a waiter has to do. Its waker is exchanged for the given one.
    pub(crate) fn attend(&mut self, ticket: &Ticket, waker: &mut Waker) -> Duty {
        let Some(batch) = self.batch_of(ticket) else { return Duty::Wait };
        let known = &mut batch.waiters[ticket.waiter].waker;
        match known {
            Some(known) => std::mem::swap(known, waker),
            None => *known = Some(std::mem::replace(waker, Waker::noop().clone())),
        }
        let me = (ticket.batch, ticket.waiter);
        match &mut self.opening {
            Some(open) => open.duty(me),
            None => Duty::Wait,
        }
    }

    /// A waiter goes without its answer. Nothing happens if the answer came in the meantime.
    pub(crate) fn leave(&mut self, ticket: &Ticket) -> Left<K> {
        let mut left = Left { removed: false, leader: None, flight: None, debris: Debris::default() };
        let Some(batch) = self.batch_of(ticket) else { return left };
        left.removed = true;
        left.debris.wakers.extend(batch.remove_waiter(ticket.waiter));
        if batch.waiting == 0 {
            left.flight = self.abandon(ticket.batch, &mut left.debris);
        }
        left.leader = self.succeed((ticket.batch, ticket.waiter));
        left
    }

    /// Gives up a batch that nobody waits for.
    fn abandon(&mut self, id: usize, debris: &mut Debris<K>) -> Option<AbortHandle> {
        let mut batch = self.batches[id].take()?;
        self.vacant.push(id);
        self.forget(&batch, debris);
        if let Some(open) = &mut self.opening {
            open.batches.retain(|open| *open != id);
        }
        self.opening.take_if(|open| open.batches.is_empty());
        let flight = batch.flight.take();
        debris.batch = Some(batch);
        flight
    }

    fn batch_of(&mut self, ticket: &Ticket) -> Option<&mut Batch<K>> {
        let batch = self.batches.get_mut(ticket.batch)?.as_mut()?;
        Arc::ptr_eq(&batch.answers, &ticket.place.answers).then_some(batch)
    }

    /// The batch that the next key goes into.
    fn filling(&mut self, bytes: usize) -> usize {
        let last = self.opening.as_ref().and_then(|open| open.batches.last().copied());
        let limits = self.limits;
        let roomy =
            last.filter(|id| self.batches[*id].as_ref().is_some_and(|batch| batch.has_room(limits, bytes)));
        roomy.unwrap_or_else(|| {
            let id = self.start_batch();
            self.open().batches.push(id);
            id
        })
    }

    fn open(&mut self) -> &mut Opening {
        let openings = &mut self.openings;
        self.opening.get_or_insert_with(|| {
            *openings += 1;
            Opening { id: *openings, ..Opening::default() }
        })
    }

    fn start_batch(&mut self) -> usize {
        let batch = Some(Batch::new(Answers::open()));
        if let Some(id) = self.vacant.pop() {
            self.batches[id] = batch;
            return id;
        }
        self.batches.push(batch);
        self.batches.len() - 1
    }
}

impl<K: Eq> Queue<K> {
    /// A load arrives, and goes with the answer if it is there. Otherwise it has to [`join`](Self::join).
    pub(crate) fn answered(&mut self, hash: u64, key: &K) -> Option<Place> {
        let place = &self.slot(hash, key)?.place;
        let place = place.answers.outcome().is_some().then(|| place.clone())?;
        self.loads += 1;
        self.hits += 1;
        Some(place)
    }

    /// A load arrives: it finds an answer, joins those who wait for the key, or asks for it.
    pub(crate) fn join(&mut self, arrival: &mut Arrival<K>) -> Joined {
        let Some((key, _)) = &arrival.keys else { unreachable!("an arrival brings its keys") };
        let found = self.slot(arrival.hash, key).map(|slot| (slot.place.clone(), slot.batch));
        self.loads += 1;
        self.hits += u64::from(found.is_some());
        let (place, batch) = match found {
            Some((place, _)) if place.answers.outcome().is_some() => return Joined::Answered(place),
            Some(asked) => asked,
            None => self.ask(arrival),
        };
        let waker = arrival.waker.take();
        let waiting = self.batches[batch].as_mut().expect("a key without an answer has a batch");
        let waiter = waiting.add_waiter(place.position, waker);
        let opened = self.opened(batch, waiter, arrival.driven);
        Joined::Waits { ticket: Ticket { place, batch, waiter }, opened }
    }

    fn ask(&mut self, arrival: &mut Arrival<K>) -> (Place, usize) {
        let id = self.filling(arrival.bytes);
        let batch = self.batches[id].as_mut().expect("the filling batch is open");
        let Some((for_slot, for_batch)) = arrival.keys.take() else { unreachable!("checked by the caller") };
        let place = batch.ask(arrival.hash, for_batch, arrival.bytes);
        let slot = Slot { hash: arrival.hash, key: for_slot, place: place.clone(), batch: id };
        self.slots.insert_unique(arrival.hash, slot, |slot| slot.hash);
        (place, id)
    }

    /// The opening that somebody has to be told of after a waiter has joined a batch.
    fn opened(&mut self, batch: usize, waiter: usize, driven: bool) -> Option<u64> {
        let open = self.opening.as_mut().filter(|open| open.batches.contains(&batch))?;
        if driven && !open.driven {
            open.driven = true;
            return Some(open.id);
        }
        if !open.driven && open.leader.is_none() {
            open.leader = Some((batch, waiter));
            return Some(open.id);
        }
        None
    }

    fn slot(&self, hash: u64, key: &K) -> Option<&Slot<K>> {
        self.slots.find(hash, |slot| slot.hash == hash && slot.key == *key)
    }
}
