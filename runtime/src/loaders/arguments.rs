//! The loaders of sources that take arguments: one for each set of arguments, so that answers never mix.

use std::any::Any;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::key::Key;
use crate::loaders::shared::{SharedEntries, SharedEntry};
use crate::queries::hint;
use crate::scheduler::Batcher;
use crate::sources::source::Source;
use crate::stats::Stats;

/// Returns the batcher of a source for these arguments, made on the first call.
pub(crate) fn batcher<S: Source, A: Key>(
    entries: &SharedEntries,
    arguments: A,
    make: impl FnOnce(A) -> Arc<Batcher<S::Key>>,
) -> Arc<Batcher<S::Key>> {
    if (&arguments as &dyn Any).is::<()>() {
        return entries.get_or_make::<S, _>(|| make(arguments));
    }
    let all = entries.get_or_make::<S, ByArguments<A, S::Key>>(Arc::default);
    all.get(&arguments).unwrap_or_else(|| all.keep(arguments.clone(), make(arguments)))
}

/// The batchers of one source, by their arguments.
struct ByArguments<A, K>(Mutex<HashMap<A, Arc<Batcher<K>>>>);

impl<A: Key, K: Key> ByArguments<A, K> {
    fn get(&self, arguments: &A) -> Option<Arc<Batcher<K>>> {
        self.lock().get(arguments).map(Arc::clone)
    }

    /// Keeps a new batcher and returns it, or returns the one that was kept before it.
    fn keep(&self, arguments: A, made: Arc<Batcher<K>>) -> Arc<Batcher<K>> {
        let mut all = self.lock();
        let first = Arc::clone(all.entry(arguments).or_insert_with(|| Arc::clone(&made)));
        let sets = all.len();
        drop(all);
        // The lock is released, because a `tracing` subscriber and the drop of a source are the user's code.
        hint::arguments(first.name(), sets);
        drop(made);
        first
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<A, Arc<Batcher<K>>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn all(&self) -> Vec<Arc<Batcher<K>>> {
        self.lock().values().map(Arc::clone).collect()
    }
}

impl<A: Key, K: Key> SharedEntry for ByArguments<A, K> {
    fn stats(&self) -> Option<(&'static str, Stats)> {
        let batchers = self.all();
        let name = batchers.first()?.name();
        let mut all = Stats::default();
        for batcher in &batchers {
            all.sum(&batcher.stats());
        }
        Some((name, all))
    }

    fn clear(&self) {
        for batcher in self.all() {
            batcher.clear_all();
        }
    }

    #[cfg(feature = "async-graphql")]
    fn is_at_rest(&self) -> bool {
        self.all().iter().all(|batcher| batcher.is_at_rest())
    }
}

impl<A, K> Default for ByArguments<A, K> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}
