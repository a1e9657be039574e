//! The loaders of something that takes arguments: one for each set of them, so that answers never mix.

use std::any::Any;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::key::Key;
use crate::loaders::shared::{Handles, PerRequest};
use crate::queries::hint;
use crate::scheduler::Batcher;
use crate::sources::source::Source;
use crate::stats::Stats;

/// The batcher of a source for these arguments, made the first time.
pub(crate) fn batcher<S: Source, A: Key>(
    handles: &Handles,
    arguments: A,
    make: impl FnOnce(A) -> Arc<Batcher<S::Key>>,
) -> Arc<Batcher<S::Key>> {
    if (&arguments as &dyn Any).is::<()>() {
        return handles.get_or_make::<S, _>(|| make(arguments));
    }
    let all = handles.get_or_make::<S, ByArguments<A, S::Key>>(Arc::default);
    all.get(&arguments).unwrap_or_else(|| all.keep(arguments.clone(), make(arguments)))
}

/// The batchers of one source, by their arguments.
struct ByArguments<A, K>(Mutex<HashMap<A, Arc<Batcher<K>>>>);

impl<A: Key, K: Key> ByArguments<A, K> {
    fn get(&self, arguments: &A) -> Option<Arc<Batcher<K>>> {
        self.lock().get(arguments).map(Arc::clone)
    }

    /// If two are made, the first stays.
    fn keep(&self, arguments: A, made: Arc<Batcher<K>>) -> Arc<Batcher<K>> {
        let mut all = self.lock();
        let first = Arc::clone(all.entry(arguments).or_insert_with(|| Arc::clone(&made)));
        let sets = all.len();
        drop(all);
        // A subscriber is the user's code, as is what is dropped here.
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

impl<A: Key, K: Key> PerRequest for ByArguments<A, K> {
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
