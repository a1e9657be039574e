//! The rows of a lookup as a source, and what the lookups of a model tell each other.

use std::fmt;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use sqlx::{Database, Pool};

use crate::dialect::{Dialect, Keys};
use crate::lookup::{LoadFrom, Lookup};
use crate::shape::Shape;
use crate::source::{Source, sealed};
use crate::stats::Meter;
use crate::{Error, Many, fetch};

/// The rows of a lookup, read from a database: what `Model::by_field` gives a loader of.
pub struct Rows<L: Lookup, DB: Database> {
    pool: Pool<DB>,
    found: Arc<Found<L::Model>>,
    /// How much of `found` this lookup has taken in.
    seen: AtomicUsize,
    /// Whether what this lookup finds is told to the others.
    tells: bool,
}

impl<L: Lookup, DB: Database> Rows<L, DB> {
    pub(crate) fn new(pool: Pool<DB>, found: Arc<Found<L::Model>>, tells: bool) -> Self {
        Self { pool, found, seen: AtomicUsize::new(0), tells }
    }
}

/// Rows of one model that were found in this request, by whatever lookup or by the user's own query.
///
/// Writing a batch of rows down costs a reference count. A single-row lookup takes them in when it is
/// next asked, and never if it is not.
pub(crate) struct Found<M> {
    batches: Mutex<Vec<Many<M>>>,
    len: AtomicUsize,
    /// Grows with every clear: rows that were asked for before are not told to others.
    generation: AtomicU64,
}

impl<M> Found<M> {
    pub(crate) fn tell(&self, rows: Many<M>) {
        let mut batches = self.lock();
        batches.push(rows);
        self.len.store(batches.len(), Ordering::Release);
    }

    fn generation(&self) -> u64 {
        self.generation.load(Ordering::Acquire)
    }

    fn since(&self, seen: &AtomicUsize) -> Vec<Many<M>> {
        if self.len.load(Ordering::Acquire) == seen.load(Ordering::Acquire) {
            return Vec::new();
        }
        let batches = self.lock();
        let from = seen.swap(batches.len(), Ordering::AcqRel);
        batches.get(from..).unwrap_or_default().to_vec()
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Many<M>>> {
        self.batches.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<M> Default for Found<M> {
    fn default() -> Self {
        Self { batches: Mutex::default(), len: AtomicUsize::new(0), generation: AtomicU64::new(0) }
    }
}

impl<L: Lookup, DB: Database> sealed::Sealed for Rows<L, DB> {}

impl<L, DB> Source for Rows<L, DB>
where
    L: LoadFrom<DB>,
    DB: Dialect,
{
    type Key = L::Key;
    type Answer = <L::Found as Shape<L::Model>>::Answer;
    type Given = <L::Found as Shape<L::Model>>::Given;

    fn absent() -> Self::Answer {
        L::Found::absent()
    }

    fn is_absent(answer: &Self::Answer) -> bool {
        L::Found::is_absent(answer)
    }

    fn given(value: Self::Given) -> Self::Answer {
        L::Found::given(value)
    }

    async fn fetch(&self, keys: &[L::Key], meter: &Meter) -> Result<Vec<Self::Answer>, Error> {
        let generation = self.found.generation();
        let fetched = fetch::fetch::<L, DB>(&self.pool, keys, meter).await?;
        if self.tells && generation == self.found.generation() && !fetched.rows.is_empty() {
            self.found.tell(Many::range(&fetched.rows, 0, fetched.rows.len()));
        }
        Ok(fetched.answers)
    }

    fn most(&self) -> usize {
        L::Parts::most()
    }

    fn bytes(&self, key: &L::Key) -> usize {
        L::parts(key).bytes()
    }

    fn most_bytes(&self) -> usize {
        L::Parts::most_bytes()
    }

    fn news(&self) -> Vec<(L::Key, Self::Answer)> {
        if !L::UNIQUE {
            return Vec::new();
        }
        let batches = self.found.since(&self.seen);
        batches.iter().flat_map(answers::<L>).collect()
    }

    fn cleared(&self) {
        self.found.generation.fetch_add(1, Ordering::AcqRel);
    }
}

/// Each row as the answer for its key.
fn answers<L: Lookup>(
    rows: &Many<L::Model>,
) -> impl Iterator<Item = (L::Key, <L::Found as Shape<L::Model>>::Answer)> + use<'_, L> {
    rows.iter().enumerate().filter_map(|(at, row)| Some((L::key(row)?, rows.answer::<L::Found>(at))))
}

impl<L: Lookup, DB: Database> fmt::Debug for Rows<L, DB> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Rows").field("lookup", &L::NAME).finish_non_exhaustive()
    }
}
