//! The one statement that finds the rows of some keys: run, decoded, gathered by key. Knows no cache and
//! decides nothing about when.

mod classes;

use std::hash::Hash;
use std::sync::Arc;

use futures_util::TryStreamExt;
use sqlx::error::BoxDynError;
use sqlx::{Connection, Pool};

use crate::Error;
use crate::dialect::{Dialect, Keys, Pairing};
use crate::lookup::Parted;
use crate::pairing::{NOBODY, Pairs};
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
    let Found { rows, pairing } = Found::by(pool, query, &parts, most.max(keys.len()), meter).await?;
    meter.rows(rows.len());
    let mut pairs = pairing.pairs(keys, &rows, Q::key);
    if <Q::Parts as Keys<DB>>::pairing() == Pairing::Class {
        classes::merge(pool, query, &parts, &mut pairs, meter).await?;
    }
    if Q::UNIQUE && pairs.repeat() {
        return Err(Error::NotUnique { lookup: Q::NAME });
    }
    let (rows, answers) = pairs.gather::<_, Q::Found>(rows);
    Ok(Fetched { rows, answers })
}

/// Rows as the database gave them, and what it told about their keys.
struct Found<M, K> {
    rows: Vec<M>,
    pairing: Told<K>,
}

/// What the database told about the keys of the rows.
enum Told<K> {
    /// The position of the asked key.
    Positions(Vec<usize>),
    /// The key itself.
    Keys(Vec<K>),
    /// Nothing, for the rows hold their keys.
    Nothing,
}

impl<K: Eq + Hash + Clone> Told<K> {
    fn pairs<M>(self, keys: &[K], rows: &[M], key_of: impl Fn(&M) -> Option<K>) -> Pairs<K> {
        match self {
            // What is found for one key is its.
            _ if keys.len() == 1 => Pairs::by_position(1, vec![0; rows.len()]),
            Self::Positions(positions) => Pairs::by_position(keys.len(), positions),
            Self::Keys(of_rows) => Pairs::by_value(keys, of_rows.into_iter().map(Some)),
            Self::Nothing => Pairs::by_value(keys, rows.iter().map(key_of)),
        }
    }
}

impl<M, K> Found<M, K> {
    /// Runs the statement, and once again if its plan went stale.
    async fn by<Q, DB>(
        pool: &Pool<DB>,
        query: &Q,
        keys: &[Q::Parts],
        most: usize,
        meter: &Meter,
    ) -> Result<Self, Error>
    where
        Q: Query<DB, Row = M, Key = K>,
        DB: Dialect,
        K: Parted<Q::Parts>,
    {
        let mut connection = pool.acquire().await.map_err(failed::<Q, DB>)?;
        let mut outcome = Self::run::<Q, DB>(&mut connection, query, keys, most, meter).await;
        if matches!(&outcome, Err(Error::Database { source, .. }) if DB::plan_is_stale(source)) {
            connection.clear_cached_statements().await.map_err(failed::<Q, DB>)?;
            outcome = Self::run::<Q, DB>(&mut connection, query, keys, most, meter).await;
        }
        if DB::READS_TO_THE_END && matches!(outcome, Err(Error::TooManyRows { .. })) {
            connection.close_on_drop();
        }
        outcome
    }

    async fn run<Q, DB>(
        connection: &mut DB::Connection,
        query: &Q,
        keys: &[Q::Parts],
        most: usize,
        meter: &Meter,
    ) -> Result<Self, Error>
    where
        Q: Query<DB, Row = M, Key = K>,
        DB: Dialect,
        K: Parted<Q::Parts>,
    {
        let question = query.question();
        let width = question.select.len();
        let mut found = Self {
            rows: Vec::new(),
            pairing: match Q::Parts::pairing() {
                Pairing::Position => Told::Positions(Vec::new()),
                _ if question.with_keys => Told::Keys(Vec::new()),
                _ => Told::Nothing,
            },
        };
        let statement = question.statement(keys).map_err(unencoded::<Q, DB>)?;
        drop(question);
        meter.statement();
        let mut rows = DB::rows(connection, statement);
        while let Some(row) = rows.try_next().await.map_err(failed::<Q, DB>)? {
            if found.rows.len() == most {
                return Err(Error::TooManyRows { lookup: Q::NAME, limit: most });
            }
            found.rows.push(query.read(&row)?);
            match &mut found.pairing {
                Told::Positions(positions) => {
                    let position = DB::number(&row, width).map_err(failed::<Q, DB>)?;
                    positions.push(usize::try_from(position).unwrap_or(NOBODY));
                }
                Told::Keys(keys) => {
                    let parts = Q::Parts::read(&row, width).map_err(failed::<Q, DB>)?;
                    keys.push(K::whole(parts));
                }
                Told::Nothing => {}
            }
        }
        Ok(found)
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
