//! The loaders and found rows that one request shares, by type. Knows neither pools nor lookups.

use std::any::{Any, TypeId};
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use crate::answers::found::Found;
use crate::facts::model::Model;
use crate::key::Key;
use crate::scheduler::Batcher;
use crate::stats::Stats;

/// Something that a request keeps one of: a loader, or the found rows that the lookups of a model share.
pub(crate) trait PerRequest: Any + Send + Sync {
    /// Returns the name of a loader and what it did, or `None` for found rows.
    fn stats(&self) -> Option<(&'static str, Stats)>;

    /// Forgets all answers or rows.
    fn clear(&self);

    /// Returns whether nothing is being loaded.
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

/// The loaders and found rows that one request keeps, each by the type that it is for.
#[derive(Default)]
pub(crate) struct Handles(Mutex<Kept>);

#[derive(Default)]
struct Kept {
    by_type: ByType,
    /// Loaders and found rows that `renew` removed and others still hold.
    former: Vec<Weak<dyn PerRequest>>,
}

type ByType = HashMap<TypeId, Arc<dyn PerRequest>, BuildHasherDefault<TypeIdHasher>>;

impl Handles {
    /// Returns what is kept for a type, made on the first call. `make` runs without the lock, because it may be the
    /// user's code. If two threads make one, the first stays.
    pub(crate) fn get_or_make<For: 'static, T: PerRequest>(&self, make: impl FnOnce() -> Arc<T>) -> Arc<T> {
        let id = TypeId::of::<For>();
        self.get(id).unwrap_or_else(|| self.keep(id, make()))
    }

    fn get<T: PerRequest>(&self, id: TypeId) -> Option<Arc<T>> {
        downcast(self.lock().by_type.get(&id)?)
    }

    fn keep<T: PerRequest>(&self, id: TypeId, made: Arc<T>) -> Arc<T> {
        let first = downcast(self.lock().by_type.entry(id).or_insert_with(|| Arc::<T>::clone(&made)));
        // The one that is not kept is dropped after the lock is released.
        first.unwrap_or(made)
    }

    /// Returns all loaders and found rows.
    pub(crate) fn all(&self) -> Vec<Arc<dyn PerRequest>> {
        self.lock().by_type.values().map(Arc::clone).collect()
    }

    /// Makes all of them forget what they know, including those that `renew` removed.
    pub(crate) fn clear(&self) {
        // Twice, because a loader that is made during the first pass can still take over what the other loaders of its
        // model knew.
        for _ in 0..2 {
            for each in self.all() {
                each.clear();
            }
        }
        self.clear_former();
    }

    /// Returns whether none of them loads anything.
    #[cfg(feature = "async-graphql")]
    pub(crate) fn is_at_rest(&self) -> bool {
        self.all().iter().all(|each| each.is_at_rest())
    }

    /// Removes all of them. One that somebody still holds has forgotten everything.
    #[cfg(feature = "async-graphql")]
    pub(crate) fn renew(&self) {
        let mut kept = self.lock();
        let used = std::mem::take(&mut kept.by_type);
        kept.former.retain(|each| each.strong_count() > 0);
        kept.former.extend(used.values().filter(|each| Arc::strong_count(each) > 1).map(Arc::downgrade));
        drop(kept);
        self.clear_former();
        // Dropping rows runs the user's code, so it comes after the lock is released.
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

/// A hasher for type ids, which are hashes already.
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
