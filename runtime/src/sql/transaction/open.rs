//! A connection with an open transaction, and the state that decides how both are cleaned up.

use futures_util::TryStreamExt;
use sqlx::{Connection, Database, SqlStr};
use sqlx_core::transaction::TransactionManager;

use crate::sql::dialect::{Dialect, Statement, start_rollback};
use crate::sql::origin::Lease;

/// A connection with a transaction, which is rolled back when it is dropped.
pub(super) struct Open<DB: Database> {
    /// A connection of the pool, or of the outer transaction, which waits until this one is dropped.
    pub(super) connection: Lease<DB>,
    /// How many transactions the connection is in. This one is the innermost.
    depth: usize,
    stage: Stage,
    step: Step,
    server: Server,
    /// Whether a statement failed, or may have failed, and none has succeeded since.
    may_have_failed: bool,
    /// Whether the answer to a statement that was cut short in an inner transaction may still come.
    awaits_inner: bool,
    /// Whether an inner transaction still has to be rolled back.
    rolls_back_inner: bool,
    /// [`Dialect::abandon`].
    abandon: fn(&mut DB::Connection, usize),
}

/// How far a transaction has come.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stage {
    Begins,
    Open,
    Ends,
    Over,
    /// The database ended the transaction, or the connection is lost.
    Lost,
}

/// Whether it is known how the last statement ended, and what the server sends next.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Step {
    Known,
    /// The last statement was a caller's own, failed or was cut short.
    Unknown,
    /// The server was asked, and perhaps nobody waited for its answer.
    Asked,
}

/// The kind of server behind a connection.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Server {
    /// No server. The driver runs statements in order, even if nobody waits for them.
    None,
    Kept,
    /// A server with which the connection can fall out of step.
    Slips,
}

impl Server {
    const fn of<DB: Dialect>() -> Self {
        match (DB::READS_TO_THE_END, DB::FALLS_OUT_OF_STEP) {
            (false, _) => Self::None,
            (true, false) => Self::Kept,
            (true, true) => Self::Slips,
        }
    }
}

impl<DB: Dialect> Open<DB> {
    pub(super) async fn begin(connection: Lease<DB>, statement: Option<SqlStr>) -> Result<Self, sqlx::Error> {
        let mut open = Self {
            depth: 1 + depth(&connection),
            connection,
            stage: Stage::Begins,
            step: Step::Unknown,
            server: Server::of::<DB>(),
            may_have_failed: false,
            awaits_inner: false,
            rolls_back_inner: false,
            abandon: DB::abandon,
        };
        if let Err(error) = DB::TransactionManager::begin(&mut open.connection, statement).await {
            open.takes_back_beginning().await;
            return Err(error);
        }
        (open.stage, open.step) = (Stage::Open, Step::Known);
        Ok(open)
    }

    /// Undoes a beginning that failed, because several statements can have begun a transaction before they failed. A
    /// connection to a server is closed instead.
    async fn takes_back_beginning(&mut self) {
        if let (Lease::OfPool(connection), Server::None) = (&mut self.connection, self.server) {
            let mut statement = Statement::new();
            statement.push("ROLLBACK");
            // This fails if there is no transaction.
            let _ = DB::rows(connection, statement).try_next().await;
        }
    }

    /// Returns whether the next caller can go on with the transaction, whatever was done with its connection.
    pub(super) async fn goes_on(&mut self) -> Result<bool, sqlx::Error> {
        if self.stage != Stage::Open || self.step == Step::Asked {
            return Ok(false);
        }
        if self.step == Step::Unknown {
            self.may_have_failed = true;
            self.comes_into_step().await?;
            self.step = Step::Asked;
            if !DB::is_in_transaction(&mut self.connection).await? {
                self.stage = Stage::Lost;
                return Ok(false);
            }
        }
        if std::mem::take(&mut self.rolls_back_inner) {
            let inner = depth(&self.connection).saturating_sub(self.depth);
            start_rollback::<DB>(&mut self.connection, inner);
            if self.server == Server::None {
                // By the time it answers, the driver has rolled back and knows its depth.
                self.connection.ping().await?;
            }
        }
        self.step = Step::Unknown;
        // If a savepoint did not begin, the transaction was rolled back in its place. If one was left open, a commit
        // would commit it instead of the transaction.
        Ok(depth(&self.connection) == self.depth)
    }

    async fn comes_into_step(&mut self) -> Result<(), sqlx::Error> {
        let awaits_inner = std::mem::take(&mut self.awaits_inner);
        if self.server == Server::None || self.server == Server::Kept && !awaits_inner {
            return Ok(());
        }
        self.step = Step::Asked;
        match self.connection.ping().await {
            // The server reported an error of the statement that was cut short.
            Err(error) if !is_lost(&error) && !DB::ends_transaction(&error) => self.connection.ping().await,
            answered => answered,
        }
    }

    /// Returns whether the transaction is lost after a statement that was not cut short.
    pub(super) fn is_lost_by(&mut self, failure: Option<&sqlx::Error>) -> bool {
        let Some(error) = failure else {
            self.step = Step::Known;
            // After a failure, PostgreSQL would have refused the statement.
            self.may_have_failed = false;
            return false;
        };
        if is_lost(error) || DB::ends_transaction(error) {
            self.stage = Stage::Lost;
        }
        self.stage == Stage::Lost
    }

    pub(super) async fn commit(&mut self) -> Result<(), sqlx::Error> {
        self.stage = Stage::Ends;
        let committed = match self.asks_after_failure().await {
            Ok(()) => DB::TransactionManager::commit(&mut self.connection).await,
            failed => failed,
        };
        self.ends(committed)
    }

    pub(super) async fn rollback(&mut self) -> Result<(), sqlx::Error> {
        self.stage = Stage::Ends;
        let rolled_back = DB::TransactionManager::rollback(&mut self.connection).await;
        self.ends(rolled_back)
    }

    async fn asks_after_failure(&mut self) -> Result<(), sqlx::Error> {
        if DB::COMMITS_NOTHING_AFTER_FAILURE && self.may_have_failed {
            let mut statement = Statement::new();
            statement.push("SELECT 1");
            DB::rows(&mut self.connection, statement).try_next().await?;
        }
        Ok(())
    }

    fn ends(&mut self, outcome: Result<(), sqlx::Error>) -> Result<(), sqlx::Error> {
        self.stage = if outcome.is_ok() { Stage::Over } else { Stage::Open };
        self.is_lost_by(outcome.as_ref().err());
        outcome
    }
}

/// Returns whether a connection is lost.
const fn is_lost(error: &sqlx::Error) -> bool {
    use sqlx::Error::{Io, Protocol, Tls, WorkerCrashed};
    matches!(error, Io(_) | Protocol(_) | Tls(_) | WorkerCrashed)
}

fn depth<DB: Database>(connection: &Lease<DB>) -> usize {
    DB::TransactionManager::get_transaction_depth(connection)
}

impl<DB: Database> Drop for Open<DB> {
    fn drop(&mut self) {
        let is_clean = self.cleans_up();
        match &mut self.connection {
            Lease::OfPool(_) if is_clean => {}
            Lease::OfPool(connection) => connection.close_on_drop(),
            Lease::OfTransaction(around) => around.open.goes_on_after(self.stage, self.step, is_clean),
        }
    }
}

impl<DB: Database> Open<DB> {
    /// Rolls back what is open. Returns whether nothing of it is left.
    fn cleans_up(&mut self) -> bool {
        let is_of_pool = matches!(self.connection, Lease::OfPool(_));
        match (self.server, self.stage) {
            (_, Stage::Over) | (Server::None, Stage::Begins) => {}
            // After an end that was cut short, SQLite's driver waits for a rollback and ignores it.
            (Server::None, Stage::Ends) => start_rollback::<DB>(&mut self.connection, 1),
            (Server::None, Stage::Open | Stage::Lost) if is_of_pool => self.rolls_back(),
            (Server::Kept, Stage::Open) => self.rolls_back(),
            (_, Stage::Open) if self.step == Step::Known => self.rolls_back(),
            _ => return false,
        }
        true
    }

    fn rolls_back(&mut self) {
        // This includes savepoints that were left open in the transaction.
        let left = (depth(&self.connection) + 1).saturating_sub(self.depth);
        match &mut self.connection {
            Lease::OfPool(connection) => (self.abandon)(connection, left),
            Lease::OfTransaction(around) => start_rollback::<DB>(around, left),
        }
    }

    /// Goes on after an inner transaction.
    fn goes_on_after(&mut self, inner: Stage, step: Step, is_clean: bool) {
        // SQLite's driver only knows its depth later, so it has to be asked.
        if self.server != Server::None {
            self.step = step;
        }
        self.awaits_inner = step != Step::Known;
        self.rolls_back_inner = inner == Stage::Open && !is_clean;
        if inner == Stage::Lost {
            self.stage = Stage::Lost;
        }
    }
}
