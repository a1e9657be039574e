//! The loaders and found rows that one request shares, by type. Knows neither pools nor lookups.

use std::any::{Any, TypeId};
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use crate::answers::found_rows::FoundRows;
use crate::facts::model::Model;
use crate::key::Key;
use crate::scheduler::Batcher;
use crate::stats::Stats;

/// Something that a request keeps one of: a loader, or the found rows that the lookups of a model share.
pub(crate) trait SharedEntry: Any + Send + Sync {
    /// Returns the name of a loader and what it did, or `None` for found rows.
    fn stats(&self) -> Option<(&'static str, Stats)>;

    /// Forgets all answers or rows.
    fn clear(&self);

    /// Returns whether nothing is being loaded.
    #[cfg(feature = "async-graphql")]
    fn is_at_rest(&self) -> bool;
}

impl<K: Key> SharedEntry for Batcher<K> {
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

impl<M: Model> SharedEntry for FoundRows<M> {
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
pub(crate) struct SharedEntries(Mutex<Entries>);

#[derive(Default)]
struct Entries {
    by_type: EntriesByType,
    /// Loaders and found rows that `renew` removed and others still hold.
    former: Vec<Weak<dyn SharedEntry>>,
}

type EntriesByType = HashMap<TypeId, Arc<dyn SharedEntry>, BuildHasherDefault<TypeIdHasher>>;

impl SharedEntries {
    /// Returns what is kept for a type, made on the first call. `make` runs without the lock, because it may be the
    /// user's code. If two threads make one, the first stays.
    pub(crate) fn get_or_make<For: 'static, T: SharedEntry>(&self, make: impl FnOnce() -> Arc<T>) -> Arc<T> {
        let id = TypeId::of::<For>();
        self.get(id).unwrap_or_else(|| self.keep(id, make()))
    }

    fn get<T: SharedEntry>(&self, id: TypeId) -> Option<Arc<T>> {
        downcast(self.lock().by_type.get(&id)?)
    }

    fn keep<T: SharedEntry>(&self, id: TypeId, made: Arc<T>) -> Arc<T> {
        let first = downcast(self.lock().by_type.entry(id).or_insert_with(|| Arc::<T>::clone(&made)));
        // The one that is not kept is dropped after the lock is released.
        first.unwrap_or(made)
    }

    /// Returns all loaders and found rows.
    pub(crate) fn all(&self) -> Vec<Arc<dyn SharedEntry>> {
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
        let mut entries = self.lock();
        let used = std::mem::take(&mut entries.by_type);
        entries.former.retain(|each| each.strong_count() > 0);
        entries.former.extend(used.values().filter(|each| Arc::strong_count(each) > 1).map(Arc::downgrade));
        drop(entries);
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

    fn lock(&self) -> MutexGuard<'_, Entries> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn downcast<T: SharedEntry>(entry: &Arc<dyn SharedEntry>) -> Option<Arc<T>> {
    let entry: Arc<dyn Any + Send + Sync> = Arc::<dyn SharedEntry>::clone(entry);
    entry.downcast().ok()
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
