//! The scheduler under a model checker: its own code, on locks and threads whose every step the checker chooses.
//!
//! `tests/models.sh` runs these tests. loom takes every order of the steps of a few loads, within a number of
//! preemptions. shuttle takes random orders of the steps of many loads, and says how to repeat an order.

use std::future::poll_fn;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};

use super::queue::Queue;
use super::{Batcher, KnownAnswers, Load, Settings, SharedTurn};
use crate::Error;
use crate::answers::found_rows::{FoundRows, SeenCount};
use crate::sources::capacity::Capacity;
use crate::sources::source::Source;
use crate::stats::Meter;
use crate::sync::atomic::{AtomicBool, Ordering};
use crate::sync::{Mutex, block_on};

#[cfg(batchload_loom)]
mod exhaustive;
#[cfg(batchload_shuttle)]
mod random;

/// A row as it was when it was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Row {
    key: u8,
    version: usize,
}

/// A table, all of whose rows change together.
struct Table {
    version: Mutex<usize>,
    /// Where batches wait after they have read and before they answer.
    gate: Gate,
    /// How many times each batch is polled beyond what it needs.
    polls: usize,
    /// The keys of every batch.
    asked: std::sync::Mutex<Vec<Vec<u8>>>,
    found: Arc<FoundRows<Row>>,
    seen: SeenCount,
}

impl Table {
    fn new(gate: Gate) -> Self {
        Self {
            version: Mutex::new(0),
            gate,
            polls: 0,
            asked: std::sync::Mutex::default(),
            found: Arc::new(FoundRows::new(true)),
            seen: SeenCount::default(),
        }
    }

    fn read(&self, key: u8) -> Row {
        Row { key, version: *self.version.lock().unwrap() }
    }

    fn write(&self) -> usize {
        let mut version = self.version.lock().unwrap();
        *version += 1;
        *version
    }

    fn asked(&self) -> Vec<Vec<u8>> {
        self.asked.lock().unwrap().clone()
    }
}

impl Source for Arc<Table> {
    type Key = u8;
    type Answer = Option<Row>;

    const CAN_HAVE_NEW_ANSWERS: bool = true;

    fn capacity(&self) -> Capacity<u8> {
        Capacity::UNLIMITED
    }

    async fn fetch(&self, keys: &[u8], _: &Meter) -> Result<Vec<Option<Row>>, Error> {
        self.asked.lock().unwrap().push(keys.to_vec());
        let rows = keys.iter().map(|key| Some(self.read(*key))).collect();
        self.gate.pass().await;
        for _ in 0..self.polls {
            wake_and_wait().await;
        }
        Ok(rows)
    }

    fn take_new_answers(&self) -> (Vec<u8>, Vec<Option<Row>>) {
        let rows = self.found.take_unseen(&self.seen);
        rows.iter().flat_map(|rows| rows.iter()).map(|row| (row.key, Some(*row))).unzip()
    }

    fn note_clear(&self) {
        self.found.clear();
    }
}

/// Holds batches until it is opened.
struct Gate {
    open: AtomicBool,
    /// A waker for each batch that was polled here. A batch that is given up may be polled once more.
    waits: Mutex<Vec<Waker>>,
}

impl Gate {
    fn new(open: bool) -> Self {
        Self { open: AtomicBool::new(open), waits: Mutex::new(Vec::new()) }
    }

    async fn pass(&self) {
        poll_fn(|cx| {
            self.waits.lock().unwrap().push(cx.waker().clone());
            if self.open.load(Ordering::Acquire) { Poll::Ready(()) } else { Poll::Pending }
        })
        .await;
    }
}

/// A loader of a table.
#[derive(Clone)]
struct Loader {
    table: Arc<Table>,
    batcher: Arc<Batcher<u8>>,
}

impl Loader {
    fn new(table: Table, settings: Settings) -> Self {
        let settings = Settings { batch_timeout: None, ..settings };
        let table = Arc::new(table);
        let batcher = Batcher::new(Arc::clone(&table), settings, Arc::<SharedTurn>::default());
        Self { table, batcher }
    }

    fn table(&self) -> &Table {
        &self.table
    }

    fn load(&self, key: u8) -> Load<u8, Option<Row>> {
        Load::new(Arc::clone(&self.batcher), key)
    }

    /// Waits for the row of a key, on this thread.
    fn wait_for(&self, key: u8) -> Row {
        row(key, block_on(self.load(key)))
    }

    fn prime(&self, key: u8, version: usize) {
        self.batcher.prime(KnownAnswers::new(vec![key], vec![Some(Row { key, version })]));
    }

    /// Returns whether nothing is left of what was asked, and nobody counts as a waiter that has yet to read.
    fn is_at_rest(&self) -> bool {
        Queue::is_at_rest(&self.batcher.lock()) && self.batcher.shared_turn().turn().unread().is_none()
    }
}

async fn wake_and_wait() {
    let mut waited = false;
    poll_fn(|cx| {
        if std::mem::replace(&mut waited, true) {
            return Poll::Ready(());
        }
        cx.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
}

/// Returns the row that a load was answered with.
fn row(key: u8, answer: Result<Option<Row>, Error>) -> Row {
    let row = answer.expect("no batch fails").expect("the table has every key");
    assert_eq!(row.key, key);
    row
}

/// Polls a load some times, and ignores that it wants to be polled again.
fn poll(load: &mut Load<u8, Option<Row>>, times: usize) {
    for _ in 0..times {
        let _ = std::pin::Pin::new(&mut *load).poll(&mut Context::from_waker(Waker::noop()));
    }
}
