//! The one statement that finds the rows of some keys: run, decoded, gathered by key. Knows no cache and
//! decides nothing about when.

mod classes;
mod run;
mod slices;

use std::hash::Hash;
use std::sync::Arc;

use sqlx::Pool;
use sqlx::error::BoxDynError;

use self::run::{Collect, run};
pub(crate) use self::slices::{firsts, slices};
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
        K: Parted<Q::Parts> + Send,
        M: Send,
    {
        let question = query.question();
        let pairing = || match Q::Parts::pairing() {
            Pairing::Position => Told::Positions(Vec::new()),
            _ if question.with_keys => Told::Keys(Vec::new()),
            _ => Told::Nothing,
        };
        let make = || Ok(vec![question.statement(keys)?]);
        let width = question.select.len();
        let collect = || Reading { query, width, found: Self { rows: Vec::new(), pairing: pairing() } };
        let reading = run(pool, Q::NAME, most, meter, make, collect).await?;
        Ok(reading.found)
    }
}

/// Rows as they come.
struct Reading<'q, Q, M, K> {
    query: &'q Q,
    /// How many columns are read, in front of what tells the keys.
    width: usize,
    found: Found<M, K>,
}

impl<Q, DB> Collect<DB> for Reading<'_, Q, Q::Row, Q::Key>
where
    Q: Query<DB>,
    DB: Dialect,
{
    fn row(&mut self, row: &DB::Row) -> Result<(), Error> {
        self.found.rows.push(self.query.read(row)?);
        match &mut self.found.pairing {
            Told::Positions(positions) => {
                let position = DB::number(row, self.width).map_err(failed::<Q, DB>)?;
                positions.push(usize::try_from(position).unwrap_or(NOBODY));
            }
            Told::Keys(keys) => {
                let parts = Q::Parts::read(row, self.width).map_err(failed::<Q, DB>)?;
                keys.push(Q::Key::whole(parts));
            }
            Told::Nothing => {}
        }
        Ok(())
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
