//! What the queue remembers: priming, clearing, and forgetting what belongs to a batch.

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::Arc;

use hashbrown::hash_table::Entry;

use super::batch::Batch;
use super::slot::{MAX_KEYS, Slot};
use super::{DeferredDrops, Queue};
use crate::scheduler::answers::{Answers, Place};

/// Keys with answers that were known without asking.
pub(crate) struct Primed<K> {
    pub(crate) keys: Vec<K>,
    /// The hashes of the keys.
    pub(crate) hashes: Vec<u64>,
    pub(crate) answers: Arc<Answers>,
}

impl<K: Eq> Queue<K> {
    /// Stores answers for keys that have none, or have one that `is_replaceable` allows to replace. A batch in flight
    /// still answers its own waiters, but its answers for these keys are not remembered. A queued key is not asked any
    /// more.
    pub(crate) fn prime(
        &mut self,
        primed: Primed<K>,
        is_replaceable: impl Fn(&Answers, usize) -> bool,
        drops: &mut DeferredDrops<K>,
    ) {
        let Self { slots, batches, .. } = self;
        let Primed { keys, hashes, answers } = primed;
        let id = batches.add(Batch::of(Arc::clone(&answers), keys));
        let mut put = |position, hash| {
            let slot = Slot::new(hash, id, position);
            let same = |known: &Slot| known.hash == hash && batches.key(*known) == batches.key(slot);
            match slots.entry(hash, same, |slot| slot.hash) {
                Entry::Vacant(new) => {
                    new.insert(slot);
                    batches[id].slots += 1;
                }
                Entry::Occupied(mut known) => {
                    let (batch, at) = (known.get().batch(), known.get().position());
                    if !is_replaceable(&batches[batch].answers, at) {
                        return;
                    }
                    if batches[batch].is_open() {
                        batches[batch].primed.push((at, Place::new(&answers, position)));
                    }
                    // Counted first, because the slot before may be in this batch as well.
                    batches[id].slots += 1;
                    let before = std::mem::replace(known.get_mut(), slot);
                    drops.batches.extend(batches.release_slot(before));
                }
            }
        };
        let put_all = || (0..MAX_KEYS).zip(hashes).for_each(|(position, hash)| put(position, hash));
        // Comparing a key may panic: the keys before it are stored, and a batch that no slot is in does not stay.
        let all = catch_unwind(AssertUnwindSafe(put_all));
        drops.batches.extend(batches.remove_unused(id));
        if let Err(panic) = all {
            resume_unwind(panic);
        }
    }

    /// Forgets a key, unless it is still queued, because its answer will then be as new as it can be.
    pub(crate) fn clear(&mut self, hash: u64, key: &K) -> DeferredDrops<K> {
        let Self { slots, batches, .. } = self;
        let mut drops = DeferredDrops::default();
        let found = slots.find_entry(hash, |slot| slot.hash == hash && batches.key(*slot) == key);
        if let Ok(known) = found
            && !batches.of(*known.get()).is_open()
        {
            drops.batches.extend(batches.release_slot(known.remove().0));
        }
        drops
    }
}

impl<K> Queue<K> {
    /// Forgets every key that is not queued.
    pub(crate) fn clear_all(&mut self) -> DeferredDrops<K> {
        let Self { slots, batches, .. } = self;
        let mut drops = DeferredDrops::default();
        for slot in slots.extract_if(|slot| !batches.of(*slot).is_open()).collect::<Vec<_>>() {
            drops.batches.extend(batches.release_slot(slot));
        }
        drops
    }

    /// Forgets the keys of a batch at some positions, if they are still its own: a key that was cleared or primed since
    /// belongs to another batch.
    pub(super) fn forget(&mut self, id: usize, mut which: impl FnMut(usize) -> bool) {
        let Self { slots, batches, .. } = self;
        let batch = &mut batches[id];
        let mut forgotten = 0;
        for (position, hash) in batch.hashes().enumerate().filter(|(position, _)| which(*position)) {
            let own = |slot: &Slot| slot.batch() == id && slot.position() == position;
            if let Ok(slot) = slots.find_entry(hash, own) {
                slot.remove();
                forgotten += 1;
            }
        }
        batch.slots -= forgotten;
    }
}
