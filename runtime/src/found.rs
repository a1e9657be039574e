//! What the lookups of a model tell each other: rows that were found in this request, by whatever way.

use std::sync::PoisonError;

use crate::Many;
use crate::pieces::Pieces;
use crate::sync::atomic::{AtomicUsize, Ordering};
use crate::sync::{Mutex, MutexGuard};

/// Rows of one model that were found in this request, by a lookup or by the user's own query.
///
/// Writing a batch of rows down costs a reference count. A single-row lookup takes them in when it is
/// next asked, and never if it is not.
pub(crate) struct Found<M> {
    notes: Mutex<Notes<M>>,
    /// The number of batches, to be read without the lock.
    len: AtomicUsize,
    /// Whether anything is written down.
    keeps: bool,
}

struct Notes<M> {
    batches: Vec<Many<M>>,
    generation: u64,
}

/// Grows with every clear: rows that were asked for before one are not told to others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Generation(u64);

/// How many batches of rows a lookup has taken in.
#[derive(Debug, Default)]
pub(crate) struct Seen(AtomicUsize);

impl<M> Found<M> {
    pub(crate) fn new(keeps: bool) -> Self {
        let notes = Notes { batches: Vec::new(), generation: 0 };
        Self { notes: Mutex::new(notes), len: AtomicUsize::new(0), keeps }
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
            self.len.store(notes.batches.len(), Ordering::Release);
        }
    }

    /// What a lookup has not seen yet.
    pub(crate) fn since(&self, seen: &Seen) -> Vec<Many<M>> {
        if self.len.load(Ordering::Acquire) == seen.0.load(Ordering::Acquire) {
            return Vec::new();
        }
        let notes = self.lock();
        let from = seen.0.swap(notes.batches.len(), Ordering::AcqRel);
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

    /// Forgets the rows. Their places stay, so that every lookup still knows what it has seen.
    pub(crate) fn clear(&self) {
        let mut notes = self.lock();
        notes.generation += 1;
        let mut forgotten = Vec::new();
        for rows in &mut notes.batches {
            forgotten.push(std::mem::take(rows));
        }
        drop(notes);
        // Dropping rows is the user's code, so it comes after the lock.
        drop(forgotten);
    }

    fn lock(&self) -> MutexGuard<'_, Notes<M>> {
        self.notes.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
