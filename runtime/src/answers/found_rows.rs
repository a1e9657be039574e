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
pub(crate) struct FoundRows<M> {
    notes: Mutex<Notes<M>>,
    /// The number of batches so far, which can be read without the lock.
    count: AtomicUsize,
    /// Whether any rows are noted.
    is_enabled: bool,
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
pub(crate) struct SeenCount(AtomicUsize);

impl<M> FoundRows<M> {
    pub(crate) fn new(is_enabled: bool) -> Self {
        let notes = Notes { batches: Vec::new(), forgotten: 0, generation: 0 };
        Self { notes: Mutex::new(notes), count: AtomicUsize::new(0), is_enabled }
    }

    pub(crate) fn generation(&self) -> Generation {
        Generation(self.lock().generation)
    }

    /// Notes rows that are current now.
    pub(crate) fn note(&self, rows: &Many<M>) {
        self.note_if_current(self.generation(), rows);
    }

    /// Notes the rows of a batch that was sent in `generation`.
    pub(crate) fn note_pieces(&self, generation: Generation, rows: &Pieces<M>) {
        for piece in rows.iter() {
            self.note_if_current(generation, &piece);
        }
    }

    /// Notes rows that a lookup asked for in `generation`, unless something was cleared since.
    pub(crate) fn note_if_current(&self, generation: Generation, rows: &Many<M>) {
        if !self.is_enabled {
            return;
        }
        let mut notes = self.lock();
        if notes.generation == generation.0 && !rows.is_empty() {
            notes.batches.push(rows.clone());
            self.count.store(notes.count(), Ordering::Release);
        }
    }

    /// Returns the batches that a lookup has not seen yet.
    pub(crate) fn take_unseen(&self, seen: &SeenCount) -> Vec<Many<M>> {
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

    /// Forgets all rows, because something was cleared: newer versions of them may come. Rows of batches in flight are
    /// not shared.
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
    use super::{FoundRows, SeenCount};
    use crate::Many;

    fn rows(ids: [i32; 2]) -> Many<i32> {
        ids.into_iter().collect()
    }

    #[test]
    fn what_is_forgotten_takes_no_room_and_is_not_seen_again() {
        let (found, early, late) = (FoundRows::new(true), SeenCount::default(), SeenCount::default());
        found.note(&rows([1, 2]));
        assert_eq!(found.take_unseen(&early), [rows([1, 2])]);
        found.note(&rows([3, 4]));
        found.clear();
        assert_eq!(found.lock().batches.capacity(), 0);

        found.note(&rows([5, 6]));
        for seen in [&early, &late] {
            assert_eq!(found.take_unseen(seen), [rows([5, 6])]);
            assert_eq!(found.take_unseen(seen), [] as [Many<i32>; 0]);
        }
    }
}
