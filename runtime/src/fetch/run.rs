//! Runs statements and hands out their rows. Knows neither keys nor models.

use futures_util::TryStreamExt;
use sqlx::error::BoxDynError;
use sqlx::{Connection, Pool};

use crate::Error;
use crate::dialect::{Dialect, Statement};
use crate::stats::Meter;

/// What takes the rows of statements as they come.
pub(crate) trait Collect<DB: Dialect>: Send {
    /// Takes a row.
    fn row(&mut self, row: &DB::Row) -> Result<(), Error>;
}

/// Runs the statements that `make` gives, and all of them once again if a plan went stale, with what `collect`
/// gives to take their rows.
///
/// # Errors
///
/// [`Error::Database`] when a statement fails, or what the rows were refused with.
pub(crate) async fn run<DB: Dialect, C: Collect<DB>>(
    pool: &Pool<DB>,
    name: &'static str,
    meter: &Meter,
    make: impl Fn() -> Result<Vec<Statement<DB>>, BoxDynError> + Send,
    collect: impl Fn() -> C + Send,
) -> Result<C, Error> {
    let failed = |source: sqlx::Error| Error::Database { lookup: name, source: source.into() };
    let made = || make().map_err(|error| failed(sqlx::Error::Encode(error)));
    let mut connection = pool.acquire().await.map_err(failed)?;
    match attempt::<DB, C>(&mut connection, name, meter, made()?, collect()).await {
        Err(Error::Database { source, .. }) if DB::plan_is_stale(&source) => {
            connection.clear_cached_statements().await.map_err(failed)?;
            attempt::<DB, C>(&mut connection, name, meter, made()?, collect()).await
        }
        outcome => outcome,
    }
}

async fn attempt<DB: Dialect, C: Collect<DB>>(
    connection: &mut DB::Connection,
    name: &'static str,
    meter: &Meter,
    statements: Vec<Statement<DB>>,
    mut collect: C,
) -> Result<C, Error> {
    let failed = |source: sqlx::Error| Error::Database { lookup: name, source: source.into() };
    for statement in statements {
        meter.statement();
        let mut rows = DB::rows(connection, statement);
        while let Some(row) = rows.try_next().await.map_err(failed)? {
            collect.row(&row)?;
        }
    }
    Ok(collect)
}
