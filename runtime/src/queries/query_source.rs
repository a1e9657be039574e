//! A query as a source that shares its answers with no lookup: an aggregate, a single column, or rows with their link
//! rows.

use crate::Error;
use crate::answers::shape::{self, Shape};
use crate::queries::hint::SingleKeyBatches;
use crate::sources::capacity::Capacity;
use crate::sources::source::Source;
use crate::sql::dialect::Dialect;
use crate::sql::fetch::{self, FetchPlan, Models};
use crate::sql::origin::Origin;
use crate::sql::query::Query;
use crate::stats::Meter;

/// The answers of a query, read from a database.
pub(crate) struct QuerySource<Q: Query<DB>, DB: Dialect> {
    origin: Origin<DB>,
    arguments: Q::Arguments,
    single_key_batches: SingleKeyBatches,
}

impl<Q: Query<DB>, DB: Dialect> QuerySource<Q, DB> {
    pub(crate) fn new(origin: Origin<DB>, arguments: Q::Arguments) -> Self {
        Self { origin, arguments, single_key_batches: SingleKeyBatches::default() }
    }
}

impl<Q: Query<DB>, DB: Dialect> Source for QuerySource<Q, DB> {
    type Key = Q::Key;
    type Answer = <Q::Found as Shape<Q::Row>>::Answer;

    fn capacity(&self) -> Capacity<Q::Key> {
        fetch::capacity::<_, Q::Parts, DB>()
    }

    async fn fetch(&self, keys: &[Q::Key], meter: &Meter) -> Result<Vec<Self::Answer>, Error> {
        self.single_key_batches.note(Q::NAME, keys.len());
        let mut models = Models::of::<Q>();
        let plan = FetchPlan::new::<Q>(&self.origin, &self.arguments, meter);
        let places = fetch::fetch(plan, keys, &mut models).await?;
        Ok(shape::answers::<_, Q::Found>(&models.rows.cut(&places), &places))
    }
}
