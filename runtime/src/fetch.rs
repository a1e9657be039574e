//! The one statement that finds the rows of some keys: run, decoded, gathered by key. Knows no cache and
//! decides nothing about when.

mod classes;
mod reading;
mod run;
mod slices;

use std::sync::Arc;

use sqlx::Pool;
use sqlx::error::BoxDynError;

use self::reading::{Found, Reading};
use self::run::run;
pub(crate) use self::slices::{firsts, slices};
use crate::Error;
use crate::dialect::{Dialect, Keys, Pairing};
use crate::lookup::Parted;
use crate::query::Query;
use crate::shape::Shape;
use crate::stats::Meter;

/// What the keys of one statement found.
pub(crate) struct Fetched<M, S: Shape<M>> {
    /// All rows.
    pub(crate) rows: Arc<Vec<M>>,
    /// One answer for each key, in the order of the keys.
    pub(crate) answers: Vec<S::Answer>,
}

/// Finds the rows of keys that fit into one statement: at most so many, or one for each key where that is more.
///
/// # Errors
///
/// [`Error::Database`] when the statement fails, [`Error::Decode`] when a row does not fit the model,
/// [`Error::TooManyRows`] when there are more rows, [`Error::NotUnique`] when a lookup of one row finds two.
pub(crate) async fn fetch<Q, DB>(
    pool: &Pool<DB>,
    query: &Q,
    keys: &[Q::Key],
    most: usize,
    meter: &Meter,
) -> Result<Fetched<Q::Row, Q::Found>, Error>
where
    Q: Query<DB>,
    DB: Dialect,
{
    if keys.is_empty() {
        return Ok(Fetched { rows: Arc::default(), answers: Vec::new() });
    }
    let parts: Vec<_> = keys.iter().map(Parted::parts).collect();
    let Found { rows, told } = find(pool, query, &parts, most.max(keys.len()), meter).await?;
    meter.rows(rows.len());
    let mut pairs = told.pairs(keys, &rows, Q::key);
    if <Q::Parts as Keys<DB>>::pairing() == Pairing::Class {
        classes::merge(pool, query, &parts, &mut pairs, meter).await?;
    }
    if Q::UNIQUE && pairs.repeat() {
        return Err(Error::NotUnique { lookup: Q::NAME });
    }
    let (rows, answers) = pairs.gather::<_, Q::Found>(rows);
    Ok(Fetched { rows, answers })
}

/// Packed rows where that is possible and of use, and else one by one.
async fn find<Q, DB>(
    pool: &Pool<DB>,
    query: &Q,
    keys: &[Q::Parts],
    most: usize,
    meter: &Meter,
) -> Result<Found<Q::Row, Q::Key>, Error>
where
    Q: Query<DB>,
    DB: Dialect,
{
    let question = query.question();
    let mut columns = reading::packed::<Q, DB>(&question, keys.len());
    loop {
        let make = || {
            let mut statement = question.statement(keys)?;
            if let Some(columns) = columns {
                DB::pack(&mut statement, columns);
            }
            Ok(vec![statement])
        };
        let collect = || Reading::new(query, &question, columns.is_some());
        let reading = run(pool, Q::NAME, most, meter, make, collect).await?;
        if let Some(found) = reading.found() {
            return Ok(found);
        }
        // What packed rows do not carry is a mistake in the table, and sqlx has the words for it.
        columns = None;
    }
}

fn failed<Q: Query<DB>, DB: Dialect>(source: sqlx::Error) -> Error {
    Error::Database { lookup: Q::NAME, source: source.into() }
}

fn unencoded<Q: Query<DB>, DB: Dialect>(error: BoxDynError) -> Error {
    failed::<Q, DB>(sqlx::Error::Encode(error))
}

#[cfg(all(test, feature = "sqlite"))]
mod tests;
