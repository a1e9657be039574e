//! The rows of a model that its lookups share: all that were found in this request, by whatever means.

use std::sync::PoisonError;

use crate::Many;
use crate::answers::pieces::Pieces;
use crate::sync::atomic::{AtomicUsize, Ordering};
use crate::sync::{Mutex, MutexGuard};

/// Rows of one model that were found in this request, by a lookup or by the user's own query.
///
/// Noting a batch of rows costs a reference count. A single-row lookup takes the rows in at its next load, and never if
/// it is not used again.
pub(crate) struct Found<M> {
    notes: Mutex<Notes<M>>,
    /// The number of batches so far, which can be read without the lock.
    count: AtomicUsize,
    /// Whether any rows are noted.
    keeps: bool,
}

struct Notes<M> {
    batches: Vec<Many<M>>,
    /// The number of batches before these: a lookup remembers how many it has seen in all.
    forgotten: usize,
    generation: u64,
}

impl<M> Notes<M> {
    fn count(&self) -> usize {
        self.forgotten + self.batches.len()
    }
}

/// A number that grows with every clear. Rows that a lookup asked for before a clear are not shared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Generation(u64);

/// The number of batches that a lookup has taken in.
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

    /// Notes rows that are current now.
    pub(crate) fn tell(&self, rows: &Many<M>) {
        self.tell_of(self.generation(), rows);
    }

    /// Notes the rows of a batch that was sent in `generation`.
    pub(crate) fn tell_all(&self, generation: Generation, rows: &Pieces<M>) {
        for piece in rows.iter() {
            self.tell_of(generation, &piece);
        }
    }

    /// Notes rows that a lookup asked for in `generation`, unless something was cleared since.
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

    /// Returns the batches that a lookup has not seen yet.
    pub(crate) fn since(&self, seen: &Seen) -> Vec<Many<M>> {
        if self.count.load(Ordering::Acquire) == seen.0.load(Ordering::Acquire) {
            return Vec::new();
        }
        let notes = self.lock();
        let from = seen.0.swap(notes.count(), Ordering::AcqRel).saturating_sub(notes.forgotten);
        // A loop, because this is compiled for every model: iterators would add a dozen functions.
        let mut new = Vec::new();
        for rows in notes.batches.get(from..).unwrap_or_default() {
            new.push(rows.clone());
        }
        new
    }

    /// Records that something was cleared, so that rows of batches in flight are not shared.
    pub(crate) fn supersede(&self) {
        self.lock().generation += 1;
    }

    /// Forgets all rows.
    pub(crate) fn clear(&self) {
        let mut notes = self.lock();
        notes.generation += 1;
        notes.forgotten = notes.count();
        let forgotten = std::mem::take(&mut notes.batches);
        drop(notes);
        // Dropping rows runs the user's code, so the lock is released first.
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
