//! The one statement that finds the rows of some keys: run, decoded, gathered by key. Knows no cache and
//! decides nothing about when.

mod classes;

use std::sync::Arc;

use futures_util::TryStreamExt;
use sqlx::error::BoxDynError;
use sqlx::{Connection, Pool};

use crate::Error;
use crate::columns::FromColumns;
use crate::dialect::{Dialect, Keys, Pairing, Question, Statement};
use crate::lookup::{LoadFrom, Lookup, Parted};
use crate::model::Model;
use crate::pairing::{NOBODY, Pairs};
use crate::shape::Shape;
use crate::stats::Meter;

/// What the keys of one statement found.
pub(crate) struct Fetched<L: Lookup> {
    /// All rows.
    pub(crate) rows: Arc<Vec<L::Model>>,
    /// One answer for each key, in the order of the keys.
    pub(crate) answers: Vec<<L::Found as Shape<L::Model>>::Answer>,
}

/// Finds the rows of keys that fit into one statement.
///
/// # Errors
///
/// [`Error::Database`] when the statement fails, [`Error::Decode`] when a row does not fit the model,
/// [`Error::NotUnique`] when a lookup of one row finds two.
pub(crate) async fn fetch<L, DB>(pool: &Pool<DB>, keys: &[L::Key], meter: &Meter) -> Result<Fetched<L>, Error>
where
    L: LoadFrom<DB>,
    DB: Dialect,
{
    if keys.is_empty() {
        return Ok(Fetched { rows: Arc::default(), answers: Vec::new() });
    }
    let parts: Vec<_> = keys.iter().map(Parted::parts).collect();
    let found = Found::<L>::by(pool, &parts, meter).await?;
    meter.rows(found.rows.len());
    let pairing = <L::Parts as Keys<DB>>::pairing();
    let (rows, mut pairs) = found.pairs(keys, pairing);
    if pairing == Pairing::Class {
        classes::merge::<L, DB>(pool, &parts, &mut pairs, meter).await?;
    }
    if L::UNIQUE && pairs.repeat() {
        return Err(Error::NotUnique { lookup: L::NAME });
    }
    let (rows, answers) = pairs.gather::<_, L::Found>(rows);
    Ok(Fetched { rows, answers })
}

/// Rows as the database gave them, and the positions of their keys where the database told them.
struct Found<L: Lookup> {
    rows: Vec<L::Model>,
    positions: Vec<usize>,
}

impl<L: Lookup> Found<L> {
    /// Runs the statement, and once again if its plan went stale.
    async fn by<DB>(pool: &Pool<DB>, keys: &[L::Parts], meter: &Meter) -> Result<Self, Error>
    where
        L: LoadFrom<DB>,
        DB: Dialect,
    {
        let question = Question::of::<L>();
        let statement = || L::Parts::select(&question, keys).map_err(unencoded::<L>);
        let mut connection = pool.acquire().await.map_err(failed::<L>)?;
        match Self::run::<DB>(&mut connection, statement()?, meter).await {
            Err(Error::Database { source, .. }) if DB::plan_is_stale(&source) => {
                connection.clear_cached_statements().await.map_err(failed::<L>)?;
                Self::run::<DB>(&mut connection, statement()?, meter).await
            }
            outcome => outcome,
        }
    }

    async fn run<DB>(
        connection: &mut DB::Connection,
        statement: Statement<DB>,
        meter: &Meter,
    ) -> Result<Self, Error>
    where
        L: LoadFrom<DB>,
        DB: Dialect,
    {
        let by_position = L::Parts::pairing() == Pairing::Position;
        let mut found = Self { rows: Vec::new(), positions: Vec::new() };
        meter.statement();
        let mut rows = DB::rows(connection, statement);
        while let Some(row) = rows.try_next().await.map_err(failed::<L>)? {
            found.rows.push(L::Model::from_columns(&row)?);
            if by_position {
                let position = DB::number(&row, L::Model::COLUMNS.len()).map_err(failed::<L>)?;
                found.positions.push(usize::try_from(position).unwrap_or(NOBODY));
            }
        }
        Ok(found)
    }

    fn pairs(self, keys: &[L::Key], pairing: Pairing) -> (Vec<L::Model>, Pairs<L::Key>) {
        let pairs = match (pairing, keys) {
            // What is found for one key is its.
            (_, [_]) => Pairs::by_position(1, vec![0; self.rows.len()]),
            (Pairing::Position, _) => Pairs::by_position(keys.len(), self.positions),
            (Pairing::Value | Pairing::Class, _) => Pairs::by_value(keys, self.rows.iter().map(L::key)),
        };
        (self.rows, pairs)
    }
}

fn failed<L: Lookup>(source: sqlx::Error) -> Error {
    Error::Database { lookup: L::NAME, source: source.into() }
}

fn unencoded<L: Lookup>(error: BoxDynError) -> Error {
    failed::<L>(sqlx::Error::Encode(error))
}

#[cfg(all(test, feature = "sqlite"))]
mod tests;
