//! The batches of a queue by their numbers, which are used again, and the opening that new keys go into.

use std::ops::{Index, IndexMut};
use std::sync::Arc;

use super::Limits;
use super::batch::Batch;
use super::opening::Opening;
use super::room::Room;
use super::slot::Slot;
use crate::scheduler::answers::Answers;

pub(super) struct Batches<K> {
    /// The name of the loader.
    loader: &'static str,
    limits: Limits,
    all: Vec<Option<Batch<K>>>,
    vacant: Vec<usize>,
    pub(super) opening: Option<Opening>,
    openings: u64,
}

impl<K> Batches<K> {
    pub(super) fn new(loader: &'static str, limits: Limits) -> Self {
        Self { loader, limits, all: Vec::new(), vacant: Vec::new(), opening: None, openings: 0 }
    }

    pub(super) fn has_cache(&self) -> bool {
        self.limits.cache
    }

    pub(super) fn add(&mut self, batch: Batch<K>) -> usize {
        if let Some(id) = self.vacant.pop() {
            self.all[id] = Some(batch);
            return id;
        }
        self.all.push(Some(batch));
        self.all.len() - 1
    }

    pub(super) fn remove(&mut self, id: usize) -> Option<Batch<K>> {
        let batch = self.all[id].take();
        if batch.is_some() {
            self.vacant.push(id);
        }
        batch
    }

    /// Removes a batch that has its answers, once no slot is in it.
    pub(super) fn remove_unused(&mut self, id: usize) -> Option<Batch<K>> {
        if self[id].slots == 0 && !self[id].is_pending() { self.remove(id) } else { None }
    }

    /// Counts one slot less in the batch of a slot, and removes the batch if nothing needs it any more.
    pub(super) fn release_slot(&mut self, slot: Slot) -> Option<Batch<K>> {
        self[slot.batch()].slots -= 1;
        self.remove_unused(slot.batch())
    }

    /// Returns the batch with these answers, if it still has this number.
    pub(super) fn get(&mut self, id: usize, answers: &Arc<Answers>) -> Option<&mut Batch<K>> {
        self.all.get_mut(id)?.as_mut().filter(|batch| Arc::ptr_eq(&batch.answers, answers))
    }

    pub(super) fn of(&self, slot: Slot) -> &Batch<K> {
        &self[slot.batch()]
    }

    pub(super) fn key(&self, slot: Slot) -> &K {
        &self.of(slot).keys()[slot.position()]
    }

    /// Returns the batch that a key of so many bytes goes into.
    #[inline]
    pub(super) fn batch_with_room(&mut self, bytes: usize) -> usize {
        if let Some(open) = &self.opening
            && let Some(Some(batch)) = self.all.get_mut(open.last)
            && batch.room.take(bytes)
        {
            return open.last;
        }
        self.start_batch(bytes)
    }

    /// Starts a new batch, which takes a first key of any size.
    #[cold]
    fn start_batch(&mut self, bytes: usize) -> usize {
        let room = Room::of(self.limits).after(bytes);
        let openings = &mut self.openings;
        let opening = self.opening.get_or_insert_with(|| {
            *openings += 1;
            Opening::new(*openings)
        });
        let batch = Batch::open(self.loader, room, opening.next_place());
        let id = self.add(batch);
        if let Some(opening) = &mut self.opening {
            opening.push(id);
        }
        id
    }

    /// Returns the opening, and all batches by their numbers.
    pub(super) fn opening_and_batches(&mut self) -> Option<(&mut Opening, &mut [Option<Batch<K>>])> {
        Some((self.opening.as_mut()?, &mut self.all))
    }

    /// Removes the batch at a place from the opening.
    pub(super) fn remove_from_opening(&mut self, place: u32) {
        let Some(open) = &mut self.opening else { return };
        open.remove(place);
        if open.is_empty() {
            self.opening = None;
        }
    }

    /// Returns how many batches wait for their outcome.
    #[cfg(any(test, feature = "async-graphql"))]
    pub(super) fn pending(&self) -> usize {
        self.all.iter().flatten().filter(|batch| batch.is_pending()).count()
    }

    /// Returns all batches with their numbers.
    #[cfg(test)]
    pub(super) fn used(&self) -> impl Iterator<Item = (usize, &Batch<K>)> {
        self.all.iter().enumerate().filter_map(|(id, batch)| Some((id, batch.as_ref()?)))
    }

    /// Returns how many numbers were ever given.
    #[cfg(test)]
    pub(super) fn numbers(&self) -> usize {
        self.all.len()
    }
}

impl<K> Index<usize> for Batches<K> {
    type Output = Batch<K>;

    fn index(&self, id: usize) -> &Batch<K> {
        self.all[id].as_ref().expect("a number that is in use has a batch")
    }
}

impl<K> IndexMut<usize> for Batches<K> {
    fn index_mut(&mut self, id: usize) -> &mut Batch<K> {
        self.all[id].as_mut().expect("a number that is in use has a batch")
    }
}
