//! What the loaders of these tests ask: functions of a key, which note every batch.

use std::collections::{BTreeSet, HashMap};
use std::convert::Infallible;
use std::marker::PhantomData;
use std::sync::{Arc, Mutex};

use batchload::{BatchFn, Loader};

/// How a batch gets to its answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pace {
    /// In its first poll.
    AtOnce,
    /// After turns of the runtime.
    Yields,
    /// From another task.
    Hops,
}

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

/// A question that can be answered by thinking.
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

/// Answers a question, and notes the keys of every batch.
pub struct Asked<Q> {
    pace: Pace,
    log: Log,
    question: PhantomData<Q>,
}

/// The keys of every batch of a loader, in the order they were sent.
#[derive(Clone, Debug, Default)]
pub struct Log(Arc<Mutex<Vec<Vec<u64>>>>);

impl Log {
    pub fn batches(&self) -> Vec<Vec<u64>> {
        self.0.lock().unwrap().clone()
    }

    /// How many keys each batch had.
    pub fn sizes(&self) -> Vec<usize> {
        self.0.lock().unwrap().iter().map(Vec::len).collect()
    }

    /// Every key that was asked.
    ///
    /// # Panics
    ///
    /// When a key was asked twice.
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

    pub fn loader(pace: Pace) -> (Loader<Self>, Log) {
        let (source, log) = Self::new(pace);
        (Loader::new(source), log)
    }
}

impl<Q: Question> BatchFn for Asked<Q> {
    type Key = u64;
    type Value = Q::Answer;
    type Error = Infallible;

    async fn load_batch(&self, keys: &[u64]) -> Result<HashMap<u64, Q::Answer>, Infallible> {
        self.log.0.lock().unwrap().push(keys.to_vec());
        let found = keys.iter().map(|key| (*key, Q::answer(*key))).collect();
        match self.pace {
            Pace::AtOnce => Ok(found),
            Pace::Yields => {
                for _ in 0..3 {
                    tokio::task::yield_now().await;
                }
                Ok(found)
            }
            Pace::Hops => Ok(tokio::spawn(async move { found }).await.expect("the other task ends")),
        }
    }
}
