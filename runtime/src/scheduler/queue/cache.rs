//! What the queue remembers: priming, clearing, and forgetting what belongs to a batch.

use hashbrown::HashTable;

use super::batch::Batch;
use super::{Debris, Queue, Slot};
use crate::scheduler::answers::Place;

/// A key with an answer that was known without asking.
pub(crate) struct Primed<K> {
    pub(crate) hash: u64,
    pub(crate) key: K,
    pub(crate) place: Place,
}

impl<K: Eq> Queue<K> {
    /// Puts an answer where there is none, or one for which `replaces` says so. What is in flight
    /// answers its own waiters and is not remembered; what is queued is not asked any more.
    pub(crate) fn prime(
        &mut self,
        primed: Primed<K>,
        replaces: impl Fn(&Place) -> bool,
        debris: &mut Debris<K>,
    ) {
        let Primed { hash, key, place } = primed;
        let Some(slot) = self.slots.find_mut(hash, |slot| slot.hash == hash && slot.key == key) else {
            self.slots.insert_unique(hash, Slot { hash, key, place, batch: usize::MAX }, |slot| slot.hash);
            return;
        };
        debris.keys.push(key);
        if !replaces(&slot.place) {
            return;
        }
        if !slot.place.answers.is_sent() {
            let batch = self.batches[slot.batch].as_mut().expect("a key that is not sent has a batch");
            batch.primed.push((slot.place.position, place.clone()));
        }
        debris.places.push(std::mem::replace(&mut slot.place, place));
    }

    /// Forgets a key, unless it is still queued: then its answer will be as new as it can be.
    pub(crate) fn clear(&mut self, hash: u64, key: &K) -> Debris<K> {
        let mut debris = Debris::default();
        let found = self.slots.find_entry(hash, |slot| slot.hash == hash && slot.key == *key);
        if let Ok(entry) = found
            && entry.get().place.answers.is_sent()
        {
            debris.slots.push(entry.remove().0);
        }
        debris
    }
}

impl<K> Queue<K> {
    /// Forgets every key that is not queued.
    pub(crate) fn clear_all(&mut self) -> Debris<K> {
        let slots = self.slots.extract_if(|slot| slot.place.answers.is_sent()).collect();
        Debris { slots, ..Debris::default() }
    }

    /// Forgets the keys of a batch where they are still its own: a key that was cleared or primed since
    /// is somebody else's.
    pub(super) fn forget(&mut self, batch: &Batch<K>, debris: &mut Debris<K>) {
        for (position, asked) in batch.asked.iter().enumerate() {
            let place = Place::new(&batch.answers, position);
            debris.slots.extend(remove(&mut self.slots, asked.hash, &place));
        }
    }
}

/// Removes the slot of a place.
pub(super) fn remove<K>(slots: &mut HashTable<Slot<K>>, hash: u64, place: &Place) -> Option<Slot<K>> {
    slots.find_entry(hash, |slot| slot.place.is(place)).ok().map(|entry| entry.remove().0)
}
