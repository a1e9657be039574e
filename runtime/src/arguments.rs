//! The loaders of something that takes arguments: one for each set of them, so that answers never mix.

use std::any::Any;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::loader::Loader;
use crate::lookup::Key;
use crate::shared::{Handles, Shared};
use crate::source::Source;
use crate::stats::Stats;

/// The loader for these arguments, made the first time.
pub(crate) fn loader<A: Key, S: Source>(
    handles: &Handles,
    arguments: A,
    make: impl FnOnce(A) -> Loader<S>,
) -> Loader<S> {
    if (&arguments as &dyn Any).is::<()>() {
        return handles.get_or_make(|| make(arguments));
    }
    handles.get_or_make(ByArguments::<A, S>::default).get_or_make(arguments, make)
}

/// The loaders of one source, by their arguments. A handle; clones are the same.
struct ByArguments<A, S: Source>(Arc<Mutex<HashMap<A, Loader<S>>>>);

impl<A: Key, S: Source> ByArguments<A, S> {
    fn get_or_make(&self, arguments: A, make: impl FnOnce(A) -> Loader<S>) -> Loader<S> {
        self.lock().entry(arguments).or_insert_with_key(|arguments| make(arguments.clone())).clone()
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<A, Loader<S>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn loaders(&self) -> Vec<Loader<S>> {
        self.lock().values().cloned().collect()
    }
}

impl<A: Key, S: Source> Shared for ByArguments<A, S> {
    fn stats(&self) -> Option<(&'static str, Stats)> {
        let loaders = self.loaders();
        let name = loaders.first()?.name();
        let mut all = Stats::default();
        for loader in &loaders {
            all.sum(&loader.stats());
        }
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
