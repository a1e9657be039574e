//! What the loaders of one request share, found by its type. Knows neither pools nor lookups.

use std::any::{Any, TypeId};
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::found::Found;
use crate::loader::Loader;
use crate::model::Model;
use crate::source::Source;
use crate::stats::Stats;

/// A handle that a request keeps one of: a loader, or the rows that the lookups of a model tell each other of.
pub(crate) trait Shared: Any + Send + Sync {
    /// What a loader did, with its name.
    fn stats(&self) -> Option<(&'static str, Stats)>;

    /// Forgets what is known.
    fn clear(&self);
}

impl<S: Source> Shared for Loader<S> {
    fn stats(&self) -> Option<(&'static str, Stats)> {
        Some((self.name(), Self::stats(self)))
    }

    fn clear(&self) {
        self.clear_all();
    }
}

impl<M: Model> Shared for Arc<Found<M>> {
    fn stats(&self) -> Option<(&'static str, Stats)> {
        None
    }

    fn clear(&self) {
        Found::clear(self);
    }
}

/// The handles of one request, one of each type.
#[derive(Default)]
pub(crate) struct Handles(Mutex<ByType>);

type ByType = HashMap<TypeId, Arc<dyn Shared>, BuildHasherDefault<TypeIdHasher>>;

impl Handles {
    /// The handle of a type, made the first time. It is made without the lock, for that may be the user's
    /// code; if two are made, the first stays.
    pub(crate) fn get_or_make<T: Shared + Clone>(&self, make: impl FnOnce() -> T) -> T {
        if let Some(known) = self.lock().get(&TypeId::of::<T>()).and_then(downcast) {
            return known;
        }
        let made = make();
        let first = downcast(self.lock().entry(TypeId::of::<T>()).or_insert_with(|| Arc::new(made.clone())));
        // Whichever is let go is let go after the lock.
        first.unwrap_or(made)
    }

    /// All of them.
    pub(crate) fn all(&self) -> Vec<Arc<dyn Shared>> {
        self.lock().values().map(Arc::clone).collect()
    }

    /// Lets go of all of them.
    #[cfg(feature = "async-graphql")]
    pub(crate) fn renew(&self) {
        let used = std::mem::take(&mut *self.lock());
        // Dropping rows is the user's code, so it comes after the lock.
        drop(used);
    }

    fn lock(&self) -> MutexGuard<'_, ByType> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn downcast<T: Shared + Clone>(shared: &Arc<dyn Shared>) -> Option<T> {
    let shared: &dyn Any = &**shared;
    shared.downcast_ref().cloned()
}

/// A type's id is a hash already.
#[derive(Default)]
struct TypeIdHasher(u64);

impl Hasher for TypeIdHasher {
    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(*byte);
        }
    }

    fn write_u64(&mut self, id: u64) {
        self.0 = id;
    }

    fn finish(&self) -> u64 {
        self.0
    }
}
