//! The null backend, in which every key is its own value, and each peer's loader over it, behind one trait.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

mod batchload;
#[cfg(feature = "loaders")]
mod peers;
mod plain;

pub use self::batchload::Batchload;
#[cfg(feature = "loaders")]
pub use self::peers::{AsyncGraphql, Dataloader, UltraBatch};
pub use self::plain::{Plain, WaitsOnce};

/// A way to load keys, which is one row of each table.
pub trait Contender: Clone + Send + Sync + 'static {
    /// The loader, of which each request makes its own.
    type Loader: Send + Sync + 'static;

    /// Returns whether the loader remembers a key that was loaded.
    fn remembers(&self) -> bool {
        true
    }

    /// Makes a loader over the source. Must be called within the runtime.
    fn make(&self, source: Echo) -> Self::Loader;

    /// Makes another loader of the same request.
    fn beside(&self, _first: &Self::Loader, source: Echo) -> Self::Loader {
        self.make(source)
    }

    fn load(loader: &Self::Loader, key: u64) -> impl Future<Output = u64> + Send;

    /// Wraps the future of a request.
    fn request<F: Future + Send>(&self, work: F) -> impl Future<Output = F::Output> + Send {
        work
    }
}

/// Answers every key with itself, and counts its batches.
#[derive(Clone, Debug, Default)]
pub struct Echo {
    batches: Arc<AtomicUsize>,
}

impl Echo {
    pub fn batches(&self) -> usize {
        self.batches.load(Ordering::Relaxed)
    }

    /// Returns every key with itself, in the type that a contender takes.
    fn answer<T: FromIterator<(u64, u64)>>(&self, keys: &[u64]) -> T {
        self.batches.fetch_add(1, Ordering::Relaxed);
        keys.iter().map(|key| (*key, *key)).collect()
    }
}
