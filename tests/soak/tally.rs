//! Counts, for the whole process, of what has happened so far, and of what must not have happened.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use batchload::Stats;

pub static REQUESTS: Count = Count::new();
pub static DROPPED: Count = Count::new();
pub static LOADS: Count = Count::new();
pub static BATCHES: Count = Count::new();
pub static STATEMENTS: Count = Count::new();
pub static RIGHT: Count = Count::new();
pub static FAULTS: Kinds = Kinds::new();
pub static ERRORS: Kinds = Kinds::new();
pub static TRANSACTIONS: Kinds = Kinds::new();
pub static LONGEST: Longest = Longest(AtomicU64::new(0));
/// The number of keys and values of batch functions that somebody holds.
pub static ALIVE: AtomicI64 = AtomicI64::new(0);

static FAILURES: Mutex<Vec<String>> = Mutex::new(Vec::new());

#[derive(Debug)]
pub struct Count(AtomicU64);

impl Count {
    const fn new() -> Self {
        Self(AtomicU64::new(0))
    }

    pub fn add(&self, more: u64) {
        self.0.fetch_add(more, Ordering::Relaxed);
    }

    pub fn get(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

/// Counts by kind.
#[derive(Debug)]
pub struct Kinds(Mutex<BTreeMap<&'static str, u64>>);

impl Kinds {
    const fn new() -> Self {
        Self(Mutex::new(BTreeMap::new()))
    }

    pub fn add(&self, kind: &'static str) {
        self.add_many(kind, 1);
    }

    pub fn add_many(&self, kind: &'static str, more: u64) {
        *lock(&self.0).entry(kind).or_default() += more;
    }

    pub fn list(&self) -> Vec<(&'static str, u64)> {
        lock(&self.0).iter().map(|(kind, count)| (*kind, *count)).collect()
    }
}

/// A time in microseconds.
#[derive(Debug)]
pub struct Longest(AtomicU64);

impl Longest {
    pub fn see(&self, time: Duration) {
        self.0.fetch_max(u64::try_from(time.as_micros()).unwrap_or(u64::MAX), Ordering::Relaxed);
    }

    pub fn get(&self) -> Duration {
        Duration::from_micros(self.0.load(Ordering::Relaxed))
    }
}

/// Counts what loaders did.
pub fn spent(stats: &Stats) {
    LOADS.add(stats.loads);
    BATCHES.add(stats.batches);
    STATEMENTS.add(stats.statements);
}

/// Reports something that must not have happened. The run ends after this round.
pub fn fail(what: String) {
    eprintln!("soak: {what}");
    lock(&FAILURES).push(what);
}

pub fn failures() -> usize {
    lock(&FAILURES).len()
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
