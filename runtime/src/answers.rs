//! A query as a source whose answers nobody else hears of: an aggregate, a single column, rows beside others.

use std::fmt;

use crate::Error;
use crate::dialect::{Dialect, Keys};
use crate::fetch::{self, Ask, Models};
use crate::lookup::Parted;
use crate::origin::Origin;
use crate::query::Query;
use crate::shape::{self, Shape};
use crate::source::{Source, sealed};
use crate::stats::Meter;

/// What a query answers, read from a database.
pub(crate) struct Answers<Q, DB: Dialect> {
    origin: Origin<DB>,
    query: Q,
}

impl<Q: Query<DB>, DB: Dialect> Answers<Q, DB> {
    pub(crate) fn new(origin: Origin<DB>, query: Q) -> Self {
        Self { origin, query }
    }
}

impl<Q, DB: Dialect> sealed::Sealed for Answers<Q, DB> {}

impl<Q: Query<DB>, DB: Dialect> Source for Answers<Q, DB> {
    type Key = Q::Key;
    type Answer = <Q::Found as Shape<Q::Row>>::Answer;
    type Given = <Q::Found as Shape<Q::Row>>::Given;

    fn absent() -> Self::Answer {
        Q::Found::absent()
    }

    fn is_absent(answer: &Self::Answer) -> bool {
        Q::Found::is_absent(answer)
    }

    fn given(value: Self::Given) -> Self::Answer {
        Q::Found::given(value)
    }

    async fn fetch(&self, keys: &[Q::Key], meter: &Meter) -> Result<Vec<Self::Answer>, Error> {
        let mut models = Models::new(Q::read, Q::key);
        let ask = Ask::all(&self.origin, &self.query, meter);
        let places = fetch::fetch(ask, keys, &mut models).await?;
        Ok(shape::answers::<_, Q::Found>(&models.rows.cut(&places), &places))
    }

    fn most(&self) -> usize {
        Q::Parts::most()
    }

    fn bytes(&self, key: &Q::Key) -> usize {
        key.parts().bytes()
    }

    fn bytes_of_each(&self) -> Option<usize> {
        Q::Parts::bytes_of_each()
    }

    fn most_bytes(&self) -> usize {
        Q::Parts::most_bytes()
    }
}

impl<Q: Query<DB>, DB: Dialect> fmt::Debug for Answers<Q, DB> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Answers").field("query", &Q::NAME).finish_non_exhaustive()
    }
}
