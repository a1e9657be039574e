//! What the loaders of one request share, found by its type. Knows neither pools nor lookups.

use std::any::{Any, TypeId};
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use crate::answers::found::Found;
use crate::facts::model::Model;
use crate::key::Key;
use crate::scheduler::Batcher;
use crate::stats::Stats;

/// What a request keeps one of: a loader, or the rows that the lookups of a model tell each other of.
pub(crate) trait PerRequest: Any + Send + Sync {
    /// What a loader did, with its name.
    fn stats(&self) -> Option<(&'static str, Stats)>;

    /// Forgets what is known.
    fn clear(&self);

    /// Whether nothing is being loaded.
    #[cfg(feature = "async-graphql")]
    fn is_at_rest(&self) -> bool;
}

impl<K: Key> PerRequest for Batcher<K> {
    fn stats(&self) -> Option<(&'static str, Stats)> {
        Some((self.name(), Self::stats(self)))
    }

    fn clear(&self) {
        self.clear_all();
    }

    #[cfg(feature = "async-graphql")]
    fn is_at_rest(&self) -> bool {
        Self::is_at_rest(self)
    }
}

impl<M: Model> PerRequest for Found<M> {
    fn stats(&self) -> Option<(&'static str, Stats)> {
        None
    }

    fn clear(&self) {
        Self::clear(self);
    }

    #[cfg(feature = "async-graphql")]
    fn is_at_rest(&self) -> bool {
        true
    }
}

/// What one request keeps, by the type that it is for.
#[derive(Default)]
pub(crate) struct Handles(Mutex<Kept>);

#[derive(Default)]
struct Kept {
    by_type: ByType,
    /// What was let go of and is held by others.
    former: Vec<Weak<dyn PerRequest>>,
}

type ByType = HashMap<TypeId, Arc<dyn PerRequest>, BuildHasherDefault<TypeIdHasher>>;

impl Handles {
    /// What is kept for a type, made the first time. It is made without the lock, for that may be the user's
    /// code; if two are made, the first stays.
    pub(crate) fn get_or_make<For: 'static, T: PerRequest>(&self, make: impl FnOnce() -> Arc<T>) -> Arc<T> {
        let id = TypeId::of::<For>();
        self.get(id).unwrap_or_else(|| self.keep(id, make()))
    }

    fn get<T: PerRequest>(&self, id: TypeId) -> Option<Arc<T>> {
        downcast(self.lock().by_type.get(&id)?)
    }

    fn keep<T: PerRequest>(&self, id: TypeId, made: Arc<T>) -> Arc<T> {
        let first = downcast(self.lock().by_type.entry(id).or_insert_with(|| Arc::<T>::clone(&made)));
        // Whichever is let go is let go after the lock.
        first.unwrap_or(made)
    }

    /// All of them.
    pub(crate) fn all(&self) -> Vec<Arc<dyn PerRequest>> {
        self.lock().by_type.values().map(Arc::clone).collect()
    }

    /// Has all of them forget what they know, and those that were let go of.
    pub(crate) fn clear(&self) {
        // A loader that is made before all have forgotten can still take over what the others of its model knew.
        for _ in 0..2 {
            for each in self.all() {
                each.clear();
            }
        }
        self.clear_former();
    }

    /// Whether none of them loads anything.
    #[cfg(feature = "async-graphql")]
    pub(crate) fn is_at_rest(&self) -> bool {
        self.all().iter().all(|each| each.is_at_rest())
    }

    /// Lets go of all of them: whoever holds one finds that it has forgotten everything.
    #[cfg(feature = "async-graphql")]
    pub(crate) fn renew(&self) {
        let mut kept = self.lock();
        let used = std::mem::take(&mut kept.by_type);
        kept.former.retain(|each| each.strong_count() > 0);
        kept.former.extend(used.values().filter(|each| Arc::strong_count(each) > 1).map(Arc::downgrade));
        drop(kept);
        self.clear_former();
        // Dropping rows is the user's code, so it comes after the lock.
        drop(used);
    }

    fn clear_former(&self) {
        let former: Vec<_> = self.lock().former.iter().filter_map(Weak::upgrade).collect();
        for each in former {
            each.clear();
        }
    }

    fn lock(&self) -> MutexGuard<'_, Kept> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn downcast<T: PerRequest>(shared: &Arc<dyn PerRequest>) -> Option<Arc<T>> {
    let shared: Arc<dyn Any + Send + Sync> = Arc::<dyn PerRequest>::clone(shared);
    shared.downcast().ok()
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
