//! Runs statements and hands out their rows. Knows neither keys nor models.

use std::ops::ControlFlow;

use futures_util::TryStreamExt;
use sqlx::error::BoxDynError;
use sqlx::{Connection, Pool};

use crate::Error;
use crate::dialect::{Dialect, Statement};
use crate::stats::Meter;

/// What takes the rows of statements as they come.
pub(crate) trait Collect<DB: Dialect>: Send {
    /// Takes a row: how many rows of the model that was, or that no more are taken.
    fn row(&mut self, row: &DB::Row) -> Result<Taken, Error>;
}

pub(crate) type Taken = ControlFlow<(), usize>;

/// Runs the statements that `make` gives, and all of them once again if a plan went stale, with what `collect`
/// gives to take their rows: at most so many.
///
/// # Errors
///
/// [`Error::Database`] when a statement fails, [`Error::TooManyRows`] when there are more rows, or what a row was
/// refused with.
pub(crate) async fn run<DB: Dialect, C: Collect<DB>>(
    pool: &Pool<DB>,
    name: &'static str,
    most: usize,
    meter: &Meter,
    make: impl Fn() -> Result<Vec<Statement<DB>>, BoxDynError> + Send,
    collect: impl Fn() -> C + Send,
) -> Result<C, Error> {
    let failed = |source: sqlx::Error| Error::Database { lookup: name, source: source.into() };
    let made = || make().map_err(|error| failed(sqlx::Error::Encode(error)));
    let mut connection = pool.acquire().await.map_err(failed)?;
    let mut outcome = attempt::<DB, C>(&mut connection, name, most, meter, made()?, collect()).await;
    if matches!(&outcome, Err(Error::Database { source, .. }) if DB::plan_is_stale(source)) {
        connection.clear_cached_statements().await.map_err(failed)?;
        outcome = attempt::<DB, C>(&mut connection, name, most, meter, made()?, collect()).await;
    }
    if DB::READS_TO_THE_END && matches!(outcome, Err(Error::TooManyRows { .. })) {
        connection.close_on_drop();
    }
    outcome
}

async fn attempt<DB: Dialect, C: Collect<DB>>(
    connection: &mut DB::Connection,
    name: &'static str,
    most: usize,
    meter: &Meter,
    statements: Vec<Statement<DB>>,
    mut collect: C,
) -> Result<C, Error> {
    let failed = |source: sqlx::Error| Error::Database { lookup: name, source: source.into() };
    let too_many = Error::TooManyRows { lookup: name, limit: most };
    let mut count = 0;
    for statement in statements {
        meter.statement();
        let mut rows = DB::rows(connection, statement);
        while let Some(row) = rows.try_next().await.map_err(failed)? {
            if count == most {
                return Err(too_many);
            }
            match collect.row(&row)? {
                Taken::Continue(rows) => count += rows,
                Taken::Break(()) => return Ok(collect),
            }
            if count > most {
                return Err(too_many);
            }
        }
    }
    Ok(collect)
}
