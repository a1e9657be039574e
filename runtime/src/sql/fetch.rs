//! The one statement that finds the rows of some keys: runs it, decodes the rows and gathers them by key. Knows no
//! cache and does not decide when to run.
//!
//! Nothing here is compiled for a single lookup: the facts of a lookup come as values, and its rows behind a trait
//! object. So a program with a hundred lookups holds this code once for each type of key.

mod equal_keys;
mod models;
mod reading;
mod run;
mod slices;

use std::ops::Range;

use futures_util::future::BoxFuture;

pub(crate) use self::models::{KeyedSink, Models, Sink};
use self::reading::{Reading, RowKeys};
pub(crate) use self::run::Runner;
pub(crate) use self::slices::{firsts, slices};
use crate::Error;
use crate::answers::ranks::Ranks;
use crate::key::{Key, Parted};
use crate::sources::capacity::{Capacity, Weight};
use crate::sql::bindings::Bindings;
use crate::sql::column_type::ColumnType;
use crate::sql::dialect::{Dialect, Keys, Pairing, Question, Rank};
use crate::sql::origin::Origin;
use crate::sql::query::Query;
use crate::stats::Meter;

/// A statement without its keys, and how its rows are read.
pub(crate) struct FetchPlan<'a, DB: Dialect> {
    run: Runner<'a, DB>,
    question: Question<'a, DB>,
    /// Whether at most one row can have a key.
    unique: bool,
    /// The types that the columns of each model are read into.
    types: &'static [&'static [ColumnType<DB>]],
}

impl<'a, DB: Dialect> FetchPlan<'a, DB> {
    /// Makes the plan that asks for all rows of a query.
    pub(crate) fn new<Q: Query<DB>>(
        origin: &'a Origin<DB>,
        arguments: &'a Q::Arguments,
        meter: &'a Meter,
    ) -> Self {
        Self {
            run: Runner { origin, name: Q::NAME, meter },
            question: Q::question(Bindings { arguments, scope: &origin.scope }),
            unique: Q::UNIQUE,
            types: Q::TYPES,
        }
    }
}

/// Returns how many keys fit into one statement for all of their rows.
pub(crate) fn capacity<K: Parted<P>, P: Keys<DB>, DB: Dialect>() -> Capacity<K> {
    let weight = P::bytes_of_each().map_or(Weight::Each(|key: &K| key.parts().bytes()), Weight::Alike);
    Capacity { keys: P::max_keys(), bytes: P::max_bytes(), weight }
}

/// Finds the rows of keys that fit into one statement, and returns the places of each key's rows among all rows. The
/// statement may return `max_rows` rows, or one for each key if that is more.
///
/// # Errors
///
/// Returns [`Error::Database`] if the statement fails, [`Error::Decode`] if a row does not fit the model,
/// [`Error::TooManyRows`] if there are more rows, and [`Error::NotUnique`] if a lookup of one row finds two.
pub(crate) fn fetch<'a, K, P, DB>(
    plan: FetchPlan<'a, DB>,
    keys: &'a [K],
    rows: &'a mut dyn KeyedSink<K, DB>,
) -> BoxFuture<'a, Result<Vec<Range<usize>>, Error>>
where
    K: Key + Parted<P>,
    P: Keys<DB>,
    DB: Dialect,
{
    Box::pin(async move {
        if keys.is_empty() {
            return Ok(Vec::new());
        }
        let parts: Vec<P> = keys.iter().map(Parted::parts).collect();
        fetch_all(plan, keys, &parts, rows).await
    })
}

async fn fetch_all<K, P, DB>(
    mut plan: FetchPlan<'_, DB>,
    keys: &[K],
    parts: &[P],
    rows: &mut dyn KeyedSink<K, DB>,
) -> Result<Vec<Range<usize>>, Error>
where
    K: Key + Parted<P>,
    P: Keys<DB>,
    DB: Dialect,
{
    let order = plan.question.take_order(plan.types);
    let (row_keys, ranks) = find(&plan, &order, parts, rows).await?;
    plan.run.meter.rows(rows.len());
    let mut pairs = row_keys.into_pairs(keys, rows);
    if P::pairing() == Pairing::Collation {
        equal_keys::merge(&plan, parts, &mut pairs).await?;
    }
    if plan.unique && pairs.has_repeats() {
        return Err(Error::NotUnique { lookup: plan.run.name });
    }
    Ok(pairs.gather(rows, &ranks))
}

/// Finds rows, packed if that is possible and of use, and otherwise one by one. The ranks follow `order`.
async fn find<P, DB>(
    plan: &FetchPlan<'_, DB>,
    order: &[Rank],
    keys: &[P],
    rows: &mut dyn Sink<DB>,
) -> Result<(RowKeys<P>, Ranks), Error>
where
    P: Keys<DB>,
    DB: Dialect,
{
    let mut columns = reading::packed::<P, DB>(plan, keys.len());
    loop {
        let make = || {
            let mut statement = plan.question.statement(keys)?;
            if let Some(columns) = &columns {
                DB::pack(&mut statement, columns);
            }
            Ok(vec![statement])
        };
        let mut reading = Reading::new(plan, columns.is_some(), order, &mut *rows);
        plan.run.collect(keys.len(), &make, &mut reading).await?;
        if let Some(found) = reading.finish() {
            return Ok(found);
        }
        // A packed value did not fit its field: fetch row by row, so that the error is the driver's.
        columns = None;
        rows.truncate(0);
    }
}

#[cfg(all(test, feature = "sqlite"))]
mod tests;
