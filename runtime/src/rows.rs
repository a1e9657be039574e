//! The rows of a lookup as a source.

use std::fmt;
use std::sync::Arc;

use sqlx::Database;

use crate::Error;
use crate::dialect::{Dialect, Keys};
use crate::fetch::{self, Ask, Models};
use crate::found::{Found, Seen};
use crate::lookup::{Facts, LoadFrom, Lookup, Parted};
use crate::origin::Origin;
use crate::query::{All, Query};
use crate::shape::{self, Shape};
use crate::source::{Source, sealed};
use crate::stats::Meter;

/// The rows of a lookup, read from a database: what `Model::by_field` gives a loader of.
pub struct Rows<L: Lookup, DB: Database> {
    origin: Origin<DB>,
    query: All<L>,
    found: Arc<Found<L::Model>>,
    /// How much of `found` this lookup has taken in.
    seen: Seen,
    /// Whether what this lookup finds is told to the others.
    tells: bool,
}

impl<L: LoadFrom<DB>, DB: Dialect> Rows<L, DB> {
    pub(crate) fn new(origin: Origin<DB>, query: All<L>, found: Arc<Found<L::Model>>, tells: bool) -> Self {
        Self { origin, query, found, seen: Seen::default(), tells }
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

    const HEARS: bool = L::UNIQUE;

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
        let mut models = Models::new(<All<L> as Query<DB>>::read, L::key);
        let ask = Ask::all(&self.origin, &self.query, meter);
        // The others need not be read.
        let first = L::Found::IS_FIRST.then_some(const { &Facts::of::<L>() });
        let places = fetch::fetch(ask.first(first), keys, &mut models).await?;
        let rows = models.rows.cut(&places);
        for piece in rows.iter().filter(|_| self.tells) {
            self.found.tell_of(generation, &piece);
        }
        Ok(shape::answers::<_, L::Found>(&rows, &places))
    }

    fn most(&self) -> usize {
        if L::Found::IS_FIRST {
            L::Parts::most_slices(&DB::known(&self.origin.pool))
        } else {
            L::Parts::most()
        }
    }

    fn bytes(&self, key: &L::Key) -> usize {
        key.parts().bytes()
    }

    fn bytes_of_each(&self) -> Option<usize> {
        L::Parts::bytes_of_each()
    }

    fn most_bytes(&self) -> usize {
        L::Parts::most_bytes()
    }

    fn news(&self) -> (Vec<L::Key>, Vec<Self::Answer>) {
        let (mut keys, mut answers) = (Vec::new(), Vec::new());
        for rows in &self.found.since(&self.seen) {
            for (at, row) in rows.iter().enumerate() {
                if let Some(key) = L::key(row) {
                    keys.push(key);
                    answers.push(shape::answer::<_, L::Found>(rows, at));
                }
            }
        }
        (keys, answers)
    }

    fn cleared(&self) {
        self.found.supersede();
    }
}

impl<L: Lookup, DB: Database> fmt::Debug for Rows<L, DB> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Rows").field("lookup", &L::NAME).finish_non_exhaustive()
    }
}
