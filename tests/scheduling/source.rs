//! The sources of these tests: functions of a key, which note every batch.

use std::collections::BTreeSet;
use std::convert::Infallible;
use std::marker::PhantomData;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use batchload::{BatchFn, Found, Loader};
use tokio::sync::Notify;

/// How a batch gets to its answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pace {
    /// In its first poll.
    AtOnce,
    /// After turns of the runtime.
    Yields,
    /// From another task.
    Hops,
    /// When the test lets it go.
    Waits,
}

/// The paces that end by themselves.
pub const EVERY_PACE: [Pace; 3] = [Pace::AtOnce, Pace::Yields, Pace::Hops];

/// Whether something wraps the request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    Driven,
    Undriven,
}

pub const EVERY_MODE: [Mode; 2] = [Mode::Driven, Mode::Undriven];

impl Mode {
    pub async fn run<T>(self, request: impl Future<Output = T>) -> T {
        match self {
            Self::Driven => batchload::drive(request).await,
            Self::Undriven => request.await,
        }
    }
}

/// A question whose answer is computed from its key.
pub trait Question: Send + Sync + 'static {
    type Answer: Clone + Send + Sync + 'static;

    fn answer(key: u64) -> Self::Answer;
}

/// The simplest question: the key's double.
pub struct Double;

impl Question for Double {
    type Answer = u64;

    fn answer(key: u64) -> u64 {
        key * 2
    }
}

/// A batch function that answers a question and notes the keys of every batch.
pub struct Asked<Q> {
    pace: Pace,
    log: Log,
    question: PhantomData<Q>,
}

/// The keys of every batch of a loader, in the order in which they were sent.
#[derive(Clone, Debug, Default)]
pub struct Log(Arc<Inner>);

#[derive(Debug, Default)]
struct Inner {
    batches: Mutex<Vec<Vec<u64>>>,
    ended: AtomicUsize,
    asked: Notify,
    gate: Notify,
}

impl Log {
    pub fn batches(&self) -> Vec<Vec<u64>> {
        self.0.batches.lock().unwrap().clone()
    }

    /// Returns how many batches came to their end.
    pub fn ended(&self) -> usize {
        self.0.ended.load(Ordering::Relaxed)
    }

    /// Waits until a batch has begun.
    pub async fn asked(&self) {
        self.0.asked.notified().await;
    }

    /// Lets one waiting batch end, or the next one that waits.
    pub fn release_one(&self) {
        self.0.gate.notify_one();
    }

    /// Returns how many keys each batch had.
    pub fn sizes(&self) -> Vec<usize> {
        self.0.batches.lock().unwrap().iter().map(Vec::len).collect()
    }

    /// Returns every key that was asked.
    ///
    /// # Panics
    ///
    /// Panics if a key was asked twice.
    pub fn keys(&self) -> BTreeSet<u64> {
        let mut keys = BTreeSet::new();
        for key in self.batches().into_iter().flatten() {
            assert!(keys.insert(key), "{key} was asked twice");
        }
        keys
    }
}

impl<Q: Question> Asked<Q> {
    pub fn new(pace: Pace) -> (Self, Log) {
        let log = Log::default();
        (Self { pace, log: log.clone(), question: PhantomData }, log)
    }

    pub fn loader(pace: Pace) -> (Loader<u64, Option<Q::Answer>>, Log) {
        let (source, log) = Self::new(pace);
        (Loader::new(source), log)
    }
}

impl<Q: Question> BatchFn for Asked<Q> {
    type Key = u64;
    type Value = Q::Answer;
    type Error = Infallible;

    async fn load_batch(&self, keys: &[u64]) -> Result<Found<u64, Q::Answer>, Infallible> {
        self.log.0.batches.lock().unwrap().push(keys.to_vec());
        self.log.0.asked.notify_one();
        let found = keys.iter().map(|key| (*key, Q::answer(*key))).collect();
        let found = match self.pace {
            Pace::AtOnce => found,
            Pace::Yields => {
                for _ in 0..3 {
                    tokio::task::yield_now().await;
                }
                found
            }
            Pace::Hops => tokio::spawn(async move { found }).await.expect("the other task ends"),
            Pace::Waits => {
                self.log.0.gate.notified().await;
                found
            }
        };
        self.log.0.ended.fetch_add(1, Ordering::Relaxed);
        Ok(found)
    }
}
