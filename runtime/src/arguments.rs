//! The loaders of a lookup that takes arguments: one for each set of them, so that answers never mix.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::dialect::Dialect;
use crate::loader::Loader;
use crate::lookup::LoadFrom;
use crate::rows::Rows;
use crate::shared::Shared;
use crate::stats::Stats;

/// The loaders of one lookup, by their arguments. A handle; clones are the same.
pub(crate) struct ByArguments<L: LoadFrom<DB>, DB: Dialect>(Arc<Mutex<Known<L, DB>>>);

type Known<L, DB> = HashMap<<L as crate::Lookup>::Arguments, Loader<Rows<L, DB>>>;

impl<L: LoadFrom<DB>, DB: Dialect> ByArguments<L, DB> {
    /// The loader for these arguments, made the first time.
    pub(crate) fn get_or_make(
        &self,
        arguments: L::Arguments,
        make: impl FnOnce(L::Arguments) -> Loader<Rows<L, DB>>,
    ) -> Loader<Rows<L, DB>> {
        self.lock().entry(arguments).or_insert_with_key(|arguments| make(arguments.clone())).clone()
    }

    fn lock(&self) -> MutexGuard<'_, Known<L, DB>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn loaders(&self) -> Vec<Loader<Rows<L, DB>>> {
        self.lock().values().cloned().collect()
    }
}

impl<L: LoadFrom<DB>, DB: Dialect> Shared for ByArguments<L, DB> {
    fn stats(&self) -> Option<(&'static str, Stats)> {
        let loaders = self.loaders();
        let mut all = Stats::default();
        for loader in &loaders {
            all.add(L::NAME, loader.stats());
        }
        all.lookups.clear();
        (!loaders.is_empty()).then_some((L::NAME, all))
    }

    fn clear(&self) {
        for loader in self.loaders() {
            loader.clear_all();
        }
    }
}

impl<L: LoadFrom<DB>, DB: Dialect> Clone for ByArguments<L, DB> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<L: LoadFrom<DB>, DB: Dialect> Default for ByArguments<L, DB> {
    fn default() -> Self {
        Self(Arc::default())
    }
}
