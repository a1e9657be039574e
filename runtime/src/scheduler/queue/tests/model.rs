//! What a queue ought to do, written down without any of its cleverness.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::Wake;

use crate::scheduler::queue::{Chunk, Limits, Queue, Ticket};

mod steps;

#[derive(Clone, Copy, Debug)]
pub(super) enum Operation {
    Join { key: u8, driven: bool },
    Attend(usize),
    Leave(usize),
    Send,
    Land { flight: usize, ok: bool },
    Prime(u8),
    Clear(u8),
    ClearAll,
    Release,
    Rouse,
}

/// A key and where its value came from. The source does not have the keys that 5 divides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Answer {
    Absent,
    Fetched { key: u8, ask: usize },
    Primed { key: u8, serial: usize },
}

/// A key that was asked for once.
struct Ask {
    key: u8,
    batch: usize,
    waiting: usize,
    primed: Option<Answer>,
    outcome: Option<Result<Answer, ()>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Known {
    Asked(usize),
    Answer(Answer),
}

/// A batch of the model: never reused, so never confused.
#[derive(Default)]
struct Batch {
    asks: Vec<usize>,
    sent: bool,
    over: bool,
}

struct Waiter {
    ask: usize,
    ticket: Ticket<Answer>,
    flag: Arc<Flag>,
}

/// Whether a waiter will be polled.
#[derive(Default)]
struct Flag(AtomicBool);

impl Wake for Flag {
    fn wake(self: Arc<Self>) {
        self.0.store(true, Ordering::Relaxed);
    }
}

struct Flight {
    batch: usize,
    chunk: Chunk<u8, Answer>,
}

pub(super) struct World {
    queue: Queue<u8, Answer>,
    limit: usize,
    cache: bool,
    serial: usize,
    known: BTreeMap<u8, Known>,
    asks: Vec<Ask>,
    batches: Vec<Batch>,
    opening: Vec<usize>,
    /// Whether a driver was told of the opening.
    driven: bool,
    waiters: Vec<Waiter>,
    flights: Vec<Flight>,
    /// How many batches there were at a time.
    most: usize,
}

impl World {
    pub(super) fn new(limit: usize, cache: bool) -> Self {
        Self {
            queue: Queue::new(Limits { keys: limit, bytes: usize::MAX, cache }),
            limit,
            cache,
            serial: 0,
            known: BTreeMap::new(),
            asks: Vec::new(),
            batches: Vec::new(),
            opening: Vec::new(),
            driven: false,
            waiters: Vec::new(),
            flights: Vec::new(),
            most: 0,
        }
    }

    pub(super) fn run(mut self, operations: impl IntoIterator<Item = Operation>) {
        for operation in operations {
            self.apply(operation);
            self.check();
        }
        self.end();
    }

    fn opening_id(&self) -> Option<u64> {
        self.queue.opening.as_ref().map(|open| open.id)
    }

    /// What holds at any time.
    fn check(&mut self) {
        assert_eq!(self.queue.opening.is_some(), !self.opening.is_empty());
        assert_eq!(self.queue.slots.len(), self.known.len());
        let alive = self.batches.iter().filter(|batch| !batch.over).count();
        assert_eq!(self.queue.batches.iter().flatten().count(), alive);
        self.most = self.most.max(alive);
        assert!(self.queue.batches.len() <= self.most, "places of batches are used again");
        let mut ready = self.waiters.iter().filter(|waiter| {
            waiter.flag.0.load(Ordering::Relaxed) && self.opening.contains(&self.asks[waiter.ask].batch)
        });
        assert!(self.opening.is_empty() || self.driven || ready.next().is_some(), "nobody will send");
    }

    /// Everything comes to its end, and nothing is left.
    fn end(mut self) {
        self.send();
        while !self.flights.is_empty() {
            self.land(0, true);
            self.check();
        }
        while !self.waiters.is_empty() {
            self.read(0);
        }
        assert!(self.queue.opening.is_none());
        assert_eq!(self.queue.vacant.len(), self.queue.batches.len());
        assert!(self.cache || self.queue.slots.is_empty());
    }
}
