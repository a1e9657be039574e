//! Runs statements and hands out their rows. Knows neither keys nor models.

use std::ops::ControlFlow;

use futures_util::TryStreamExt;
use sqlx::Connection;
use sqlx::error::BoxDynError;

use crate::Error;
use crate::sql::bindings::unbound;
use crate::sql::dialect::{Checked, Dialect, Statement};
use crate::sql::origin::Origin;
use crate::stats::Meter;

/// Where statements run, and for which lookup.
#[derive(Clone, Copy)]
pub(crate) struct Runner<'a, DB: Dialect> {
    pub(crate) origin: &'a Origin<DB>,
    /// The name of the lookup, for errors.
    pub(crate) name: &'static str,
    pub(crate) meter: &'a Meter,
}

/// A receiver of the rows of statements, as they come.
pub(crate) trait Collect<DB: Dialect>: Send {
    /// Forgets all rows, because they come once more.
    fn restart(&mut self);

    /// Takes a row. Returns how many wanted rows it held, or that no more rows are taken.
    fn row(&mut self, row: &DB::Row, checked: &Checked) -> Result<Taken, Error>;
}

pub(crate) type Taken = ControlFlow<(), usize>;

/// A function that makes the statements anew each time.
type Make<'a, DB> = dyn Fn() -> Result<Vec<Statement<DB>>, BoxDynError> + Send + Sync + 'a;

impl<DB: Dialect> Runner<'_, DB> {
    /// Runs the statements that `make` returns, and passes their rows to `collect`. Runs all of them once more if a
    /// plan was stale. One row for each key is always allowed.
    ///
    /// # Errors
    ///
    /// Returns [`Error::Database`] if a statement fails, [`Error::TooManyRows`] if there are more rows than allowed, or
    /// the error with which `collect` refused a row.
    pub(crate) async fn collect(
        &self,
        keys: usize,
        make: &Make<'_, DB>,
        collect: &mut dyn Collect<DB>,
    ) -> Result<(), Error> {
        let made = make().map_err(unbound(self.name))?;
        let mut connection = self.origin.connection(self.name).await?;
        let mut outcome = self.attempt(&mut connection, made, keys, collect).await;
        if matches!(&outcome, Err(Error::Database { source, .. }) if DB::plan_is_stale(source)) {
            connection.clear_cached_statements().await.map_err(Error::database(self.name))?;
            if connection.outlives_errors() {
                let made = make().map_err(unbound(self.name))?;
                collect.restart();
                outcome = self.attempt(&mut connection, made, keys, collect).await;
            }
        }
        connection.finish(&outcome);
        outcome
    }

    async fn attempt(
        &self,
        connection: &mut DB::Connection,
        statements: Vec<Statement<DB>>,
        keys: usize,
        collect: &mut dyn Collect<DB>,
    ) -> Result<(), Error> {
        let limit = self.origin.max_rows;
        for statement in statements {
            let mut count = 0;
            self.meter.statement();
            let checked = Checked::default();
            let mut rows = DB::rows(connection, statement);
            while let Some(row) = rows.try_next().await.map_err(Error::database(self.name))? {
                match collect.row(&row, &checked)? {
                    Taken::Continue(rows) => count += rows,
                    Taken::Break(()) => return Ok(()),
                }
                if count > limit.max(keys) {
                    return Err(Error::TooManyRows { lookup: self.name, limit });
                }
            }
        }
        Ok(())
    }
}
