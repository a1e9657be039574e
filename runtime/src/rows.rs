//! The rows of a lookup as a source.

use std::marker::PhantomData;

use sqlx::{Database, Pool};

use crate::Error;
use crate::dialect::Dialect;
use crate::lookup::{LoadFrom, Lookup};
use crate::shape::Shape;
use crate::source::{Source, sealed};
use crate::stats::Meter;

/// The rows of a lookup, read from a database: what `Model::by_field` gives a loader of.
#[derive(Debug)]
pub struct Rows<L, DB: Database> {
    pool: Pool<DB>,
    lookup: PhantomData<fn() -> L>,
}

impl<L: Lookup, DB: Dialect> sealed::Sealed for Rows<L, DB> {}

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

    async fn fetch(&self, _keys: &[L::Key], _meter: &Meter) -> Result<Vec<Self::Answer>, Error> {
        let _ = &self.pool;
        Err(Error::Lost { loader: L::NAME })
    }
}
