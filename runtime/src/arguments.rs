//! The loaders of something that takes arguments: one for each set of them, so that answers never mix.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::loader::Loader;
use crate::lookup::Key;
use crate::shared::Shared;
use crate::source::Source;
use crate::stats::Stats;

/// The loaders of one source, by its arguments. A handle; clones are the same.
pub(crate) struct ByArguments<A, S: Source>(Arc<Mutex<HashMap<A, Loader<S>>>>);

impl<A: Key, S: Source> ByArguments<A, S> {
    /// The loader for these arguments, made the first time.
    pub(crate) fn get_or_make(&self, arguments: A, make: impl FnOnce(A) -> Loader<S>) -> Loader<S> {
        self.lock().entry(arguments).or_insert_with_key(|arguments| make(arguments.clone())).clone()
    }

    fn loaders(&self) -> Vec<Loader<S>> {
        self.lock().values().cloned().collect()
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<A, Loader<S>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<A: Key, S: Source> Shared for ByArguments<A, S> {
    fn stats(&self) -> Option<(&'static str, Stats)> {
        let loaders = self.loaders();
        let name = loaders.first()?.name();
        let mut all = Stats::default();
        for loader in &loaders {
            all.add(name, loader.stats());
        }
        all.lookups.clear();
        Some((name, all))
    }

    fn clear(&self) {
        for loader in self.loaders() {
            loader.clear_all();
        }
    }
}

impl<A, S: Source> Clone for ByArguments<A, S> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<A, S: Source> Default for ByArguments<A, S> {
    fn default() -> Self {
        Self(Arc::default())
    }
}
