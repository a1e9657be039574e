//! A batch function that keeps the keys of every call and answers as a test tells it to, and a gate that holds its
//! batches open. Holds no assertions.

use std::sync::{Arc, Mutex, PoisonError};

use batchload::{BatchFn, Found, Key, Loader};
use futures_util::future::BoxFuture;
use tokio::sync::Semaphore;

/// Why a batch failed.
#[derive(Debug, PartialEq, Eq)]
pub struct Failure(pub &'static str);

impl std::fmt::Display for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.0)
    }
}

impl std::error::Error for Failure {}

/// The answer to a batch.
pub type Answer<K, V> = Result<Found<K, V>, Failure>;

type Answering<K, V> = dyn Fn(Vec<K>) -> BoxFuture<'static, Answer<K, V>> + Send + Sync;

/// A batch function that keeps the keys of its calls.
pub struct Recorder<K, V> {
    calls: Calls<K>,
    answer: Box<Answering<K, V>>,
}

impl<K: Key, V> Recorder<K, V> {
    /// Makes a batch function that answers as `answer` does.
    pub fn new<F>(answer: impl Fn(Vec<K>) -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = Answer<K, V>> + Send + 'static,
    {
        Self { calls: Calls(Arc::default()), answer: Box::new(move |keys| Box::pin(answer(keys))) }
    }

    pub fn calls(&self) -> Calls<K> {
        Calls(Arc::clone(&self.calls.0))
    }
}

impl<T: Key> Recorder<T, T> {
    /// Makes a batch function that answers every key with itself.
    pub fn echo() -> Self {
        Self::new(async |keys| Ok(same(keys)))
    }

    /// Makes a batch function that answers every key with itself, once the gate lets the batch through.
    pub fn gated(gate: &Gate) -> Self {
        let gate = gate.clone();
        Self::new(move |keys| {
            let gate = gate.clone();
            async move {
                gate.pass().await;
                Ok(same(keys))
            }
        })
    }
}

impl<K: Key, V: Clone + Send + Sync + 'static> BatchFn for Recorder<K, V> {
    type Key = K;
    type Value = V;
    type Error = Failure;

    async fn load_batch(&self, keys: &[K]) -> Answer<K, V> {
        self.calls.lock().push(keys.to_vec());
        (self.answer)(keys.to_vec()).await
    }
}

/// The keys of every call so far, in order.
pub struct Calls<K>(Arc<Mutex<Vec<Vec<K>>>>);

impl<K: Clone> Calls<K> {
    pub fn list(&self) -> Vec<Vec<K>> {
        self.lock().clone()
    }

    pub fn count(&self) -> usize {
        self.lock().len()
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Vec<Vec<K>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Returns every key as its own value.
pub fn same<K: Key>(keys: Vec<K>) -> Found<K, K> {
    keys.into_iter().map(|key| (key.clone(), key)).collect()
}

/// Makes a loader whose keys are their own values, and returns it with its calls.
pub fn echo<K: Key>() -> (Loader<K, Option<K>>, Calls<K>) {
    recorded(Recorder::echo())
}

/// Makes a loader whose keys are their own values and whose batches have to pass a gate.
pub fn gated<K: Key>() -> (Loader<K, Option<K>>, Calls<K>, Gate) {
    let gate = Gate::closed();
    let (loader, calls) = recorded(Recorder::gated(&gate));
    (loader, calls, gate)
}

/// Makes a loader with all defaults, and returns it with its calls.
pub fn recorded<K: Key, V: Clone + Send + Sync + 'static>(
    recorder: Recorder<K, V>,
) -> (Loader<K, Option<V>>, Calls<K>) {
    let calls = recorder.calls();
    (Loader::new(recorder), calls)
}

/// Holds batches open until the test lets them go on.
#[derive(Clone)]
pub struct Gate(Arc<Counts>);

struct Counts {
    came: Semaphore,
    may_go: Semaphore,
}

impl Gate {
    pub fn closed() -> Self {
        Self(Arc::new(Counts { came: Semaphore::new(0), may_go: Semaphore::new(0) }))
    }

    /// Passes the gate as a batch does: says that it has come, and waits until it may go.
    pub async fn pass(&self) {
        self.0.came.add_permits(1);
        self.0.may_go.acquire().await.expect("the gate is never closed for good").forget();
    }

    /// Waits until one more batch has come.
    pub async fn reached(&self) {
        self.0.came.acquire().await.expect("the gate is never closed for good").forget();
    }

    /// Lets one batch go, whether it has come already or not.
    pub fn release_one(&self) {
        self.0.may_go.add_permits(1);
    }
}
