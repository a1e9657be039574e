//! What the lookups of a model tell each other: rows that were found in this request, by whatever way.

use std::sync::PoisonError;

use crate::Many;
use crate::answers::pieces::Pieces;
use crate::sync::atomic::{AtomicUsize, Ordering};
use crate::sync::{Mutex, MutexGuard};

/// Rows of one model that were found in this request, by a lookup or by the user's own query.
///
/// Writing a batch of rows down costs a reference count. A single-row lookup takes them in when it is
/// next asked, and never if it is not.
pub(crate) struct Found<M> {
    notes: Mutex<Notes<M>>,
    /// How many batches there have been, to be read without the lock.
    count: AtomicUsize,
    /// Whether anything is written down.
    keeps: bool,
}

struct Notes<M> {
    batches: Vec<Many<M>>,
    /// How many there were before these, for a lookup remembers how many it has seen.
    forgotten: usize,
    generation: u64,
}

impl<M> Notes<M> {
    fn count(&self) -> usize {
        self.forgotten + self.batches.len()
    }
}

/// Grows with every clear: rows that were asked for before one are not told to others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Generation(u64);

/// How many batches of rows a lookup has taken in.
#[derive(Debug, Default)]
pub(crate) struct Seen(AtomicUsize);

impl<M> Found<M> {
    pub(crate) fn new(keeps: bool) -> Self {
        let notes = Notes { batches: Vec::new(), forgotten: 0, generation: 0 };
        Self { notes: Mutex::new(notes), count: AtomicUsize::new(0), keeps }
    }

    pub(crate) fn generation(&self) -> Generation {
        Generation(self.lock().generation)
    }

    /// Notes rows that are true now.
    pub(crate) fn tell(&self, rows: &Many<M>) {
        self.tell_of(self.generation(), rows);
    }

    /// Notes the rows of a batch that was asked for in a generation.
    pub(crate) fn tell_all(&self, generation: Generation, rows: &Pieces<M>) {
        for piece in rows.iter() {
            self.tell_of(generation, &piece);
        }
    }

    /// Notes rows that were asked for in a generation, unless something was cleared since.
    pub(crate) fn tell_of(&self, generation: Generation, rows: &Many<M>) {
        if !self.keeps {
            return;
        }
        let mut notes = self.lock();
        if notes.generation == generation.0 && !rows.is_empty() {
            notes.batches.push(rows.clone());
            self.count.store(notes.count(), Ordering::Release);
        }
    }

    /// What a lookup has not seen yet.
    pub(crate) fn since(&self, seen: &Seen) -> Vec<Many<M>> {
        if self.count.load(Ordering::Acquire) == seen.0.load(Ordering::Acquire) {
            return Vec::new();
        }
        let notes = self.lock();
        let from = seen.0.swap(notes.count(), Ordering::AcqRel).saturating_sub(notes.forgotten);
        // A loop, as below, for this is compiled for every model: iterators would be a dozen functions more.
        let mut new = Vec::new();
        for rows in notes.batches.get(from..).unwrap_or_default() {
            new.push(rows.clone());
        }
        new
    }

    /// Something was cleared: rows that are being asked for now are not told to others.
    pub(crate) fn supersede(&self) {
        self.lock().generation += 1;
    }

    /// Forgets the rows.
    pub(crate) fn clear(&self) {
        let mut notes = self.lock();
        notes.generation += 1;
        notes.forgotten = notes.count();
        let forgotten = std::mem::take(&mut notes.batches);
        drop(notes);
        // Dropping rows is the user's code, so it comes after the lock.
        drop(forgotten);
    }

    fn lock(&self) -> MutexGuard<'_, Notes<M>> {
        self.notes.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::{Found, Seen};
    use crate::Many;

    fn rows(ids: [i32; 2]) -> Many<i32> {
        ids.into_iter().collect()
    }

    #[test]
    fn what_is_forgotten_takes_no_room_and_is_not_seen_again() {
        let (found, early, late) = (Found::new(true), Seen::default(), Seen::default());
        found.tell(&rows([1, 2]));
        assert_eq!(found.since(&early), [rows([1, 2])]);
        found.tell(&rows([3, 4]));
        found.clear();
        assert_eq!(found.lock().batches.capacity(), 0);

        found.tell(&rows([5, 6]));
        for seen in [&early, &late] {
            assert_eq!(found.since(seen), [rows([5, 6])]);
            assert_eq!(found.since(seen), [] as [Many<i32>; 0]);
        }
    }
}
