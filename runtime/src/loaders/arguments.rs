//! The loaders of sources that take arguments: one for each set of arguments, so that answers never mix.

use std::any::Any;
use std::hash::BuildHasher;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use foldhash::quality::RandomState;
use hashbrown::HashTable;
use hashbrown::hash_table::Entry;

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
    let hash = all.hasher.hash_one(&arguments);
    all.get(hash, &arguments).unwrap_or_else(|| {
        let batcher = make(arguments.clone());
        all.keep(Set { hash, arguments, batcher })
    })
}

/// The batchers of one source, by their arguments. Of the user's code, only the `Eq` of arguments runs under the lock.
struct ByArguments<A, K> {
    hasher: RandomState,
    sets: Mutex<HashTable<Set<A, K>>>,
}

/// A set of arguments, and the batcher that has them.
struct Set<A, K> {
    hash: u64,
    arguments: A,
    batcher: Arc<Batcher<K>>,
}

impl<A: Key, K: Key> ByArguments<A, K> {
    fn get(&self, hash: u64, arguments: &A) -> Option<Arc<Batcher<K>>> {
        let sets = self.lock();
        sets.find(hash, |set| set.arguments == *arguments).map(|set| Arc::clone(&set.batcher))
    }

    /// Keeps a new set and returns its batcher, or returns the one that was kept before it.
    fn keep(&self, made: Set<A, K>) -> Arc<Batcher<K>> {
        let mut sets = self.lock();
        let (first, unneeded) =
            match sets.entry(made.hash, |set| set.arguments == made.arguments, |set| set.hash) {
                Entry::Occupied(known) => (Arc::clone(&known.get().batcher), Some(made)),
                Entry::Vacant(place) => (Arc::clone(&place.insert(made).get().batcher), None),
            };
        let count = sets.len();
        drop(sets);
        // The lock is released, because a `tracing` subscriber and these drops are the user's code.
        hint::arguments(first.name(), count);
        drop(unneeded);
        first
    }

    fn lock(&self) -> MutexGuard<'_, HashTable<Set<A, K>>> {
        self.sets.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn all(&self) -> Vec<Arc<Batcher<K>>> {
        self.lock().iter().map(|set| Arc::clone(&set.batcher)).collect()
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
        Self { hasher: RandomState::default(), sets: Mutex::new(HashTable::new()) }
    }
}
