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
    last_outcome: Outcome,
    server_kind: ServerKind,
    /// Whether a statement failed, or may have failed, and none has succeeded since.
    may_have_failed: bool,
    /// Whether the answer to a statement that was cut short in an inner transaction may still come.
    inner_answer_pending: bool,
    /// Whether an inner transaction still has to be rolled back.
    inner_rollback_pending: bool,
    /// [`Transactions::abandon`](crate::sql::dialect::Transactions::abandon).
    abandon: fn(&mut DB::Connection, usize),
}

/// How far a transaction has come.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stage {
    Beginning,
    Open,
    Ending,
    Over,
    /// The database ended the transaction, or the connection is lost.
    Lost,
}

/// Whether it is known how the last statement ended, and what the server sends next.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Outcome {
    Known,
    /// The last statement was a caller's own, failed or was cut short.
    Unchecked,
    /// The server was asked, and perhaps nobody waited for its answer.
    Checking,
}

/// The kind of server behind a connection.
#[derive(Clone, Copy, PartialEq, Eq)]
enum ServerKind {
    /// No server. The driver runs statements in order, even if nobody waits for them.
    None,
    StaysInSync,
    /// A server with which the connection can fall out of step.
    CanDesync,
}

impl ServerKind {
    const fn of<DB: Dialect>() -> Self {
        match (DB::READS_ABANDONED_ROWS, DB::CAN_DESYNC) {
            (false, _) => Self::None,
            (true, false) => Self::StaysInSync,
            (true, true) => Self::CanDesync,
        }
    }
}

impl<DB: Dialect> Open<DB> {
    pub(super) async fn begin(connection: Lease<DB>, statement: Option<SqlStr>) -> Result<Self, sqlx::Error> {
        let mut open = Self {
            depth: 1 + depth(&connection),
            connection,
            stage: Stage::Beginning,
            last_outcome: Outcome::Unchecked,
            server_kind: ServerKind::of::<DB>(),
            may_have_failed: false,
            inner_answer_pending: false,
            inner_rollback_pending: false,
            abandon: DB::abandon,
        };
        if let Err(error) = DB::TransactionManager::begin(&mut open.connection, statement).await {
            open.roll_back_begin().await;
            return Err(error);
        }
        (open.stage, open.last_outcome) = (Stage::Open, Outcome::Known);
        Ok(open)
    }

    /// Undoes a beginning that failed, because several statements can have begun a transaction before they failed. A
    /// connection to a server is closed instead.
    async fn roll_back_begin(&mut self) {
        if let (Lease::OfPool(connection), ServerKind::None) = (&mut self.connection, self.server_kind) {
            let mut statement = Statement::new();
            statement.push("ROLLBACK");
            // This fails if there is no transaction.
            let _ = DB::rows(connection, statement).try_next().await;
        }
    }

    /// Returns whether the next caller can go on with the transaction, whatever was done with its connection.
    pub(super) async fn check_still_open(&mut self) -> Result<bool, sqlx::Error> {
        if self.stage != Stage::Open || self.last_outcome == Outcome::Checking {
            return Ok(false);
        }
        if self.last_outcome == Outcome::Unchecked {
            self.may_have_failed = true;
            self.resync().await?;
            self.last_outcome = Outcome::Checking;
            if !DB::is_in_transaction(&mut self.connection).await? {
                self.stage = Stage::Lost;
                return Ok(false);
            }
        }
        if std::mem::take(&mut self.inner_rollback_pending) {
            let inner = depth(&self.connection).saturating_sub(self.depth);
            start_rollback::<DB>(&mut self.connection, inner);
            if self.server_kind == ServerKind::None {
                // By the time it answers, the driver has rolled back and knows its depth.
                self.connection.ping().await?;
            }
        }
        self.last_outcome = Outcome::Unchecked;
        // If a savepoint did not begin, the transaction was rolled back in its place. If one was left open, a commit
        // would commit it instead of the transaction.
        Ok(depth(&self.connection) == self.depth)
    }

    async fn resync(&mut self) -> Result<(), sqlx::Error> {
        let inner_answer_pending = std::mem::take(&mut self.inner_answer_pending);
        if self.server_kind == ServerKind::None
            || self.server_kind == ServerKind::StaysInSync && !inner_answer_pending
        {
            return Ok(());
        }
        self.last_outcome = Outcome::Checking;
        match self.connection.ping().await {
            // The server reported an error of the statement that was cut short.
            Err(error) if !is_lost(&error) && !DB::ends_transaction(&error) => self.connection.ping().await,
            answered => answered,
        }
    }

    /// Records how a statement that was not cut short has ended. Returns whether the transaction is lost.
    pub(super) fn record_outcome(&mut self, failure: Option<&sqlx::Error>) -> bool {
        let Some(error) = failure else {
            self.last_outcome = Outcome::Known;
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
        self.stage = Stage::Ending;
        let committed = match self.probe_after_failure().await {
            Ok(()) => DB::TransactionManager::commit(&mut self.connection).await,
            failed => failed,
        };
        self.end(committed)
    }

    pub(super) async fn rollback(&mut self) -> Result<(), sqlx::Error> {
        self.stage = Stage::Ending;
        let rolled_back = DB::TransactionManager::rollback(&mut self.connection).await;
        self.end(rolled_back)
    }

    async fn probe_after_failure(&mut self) -> Result<(), sqlx::Error> {
        if self.may_have_failed {
            DB::check_commit(&mut self.connection).await?;
        }
        Ok(())
    }

    fn end(&mut self, outcome: Result<(), sqlx::Error>) -> Result<(), sqlx::Error> {
        self.stage = if outcome.is_ok() { Stage::Over } else { Stage::Open };
        self.record_outcome(outcome.as_ref().err());
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
        let is_clean = self.clean_up();
        match &mut self.connection {
            Lease::OfPool(_) if is_clean => {}
            Lease::OfPool(connection) => connection.close_on_drop(),
            Lease::OfTransaction(outer) => outer.open.resume_after(self.stage, self.last_outcome, is_clean),
        }
    }
}

impl<DB: Database> Open<DB> {
    /// Rolls back what is open. Returns whether nothing of it is left.
    fn clean_up(&mut self) -> bool {
        let is_of_pool = matches!(self.connection, Lease::OfPool(_));
        match (self.server_kind, self.stage) {
            (_, Stage::Over) | (ServerKind::None, Stage::Beginning) => {}
            // After an end that was cut short, SQLite's driver waits for a rollback and ignores it.
            (ServerKind::None, Stage::Ending) => start_rollback::<DB>(&mut self.connection, 1),
            (ServerKind::None, Stage::Open | Stage::Lost) if is_of_pool => self.roll_back_open(),
            (ServerKind::StaysInSync, Stage::Open) => self.roll_back_open(),
            (_, Stage::Open) if self.last_outcome == Outcome::Known => self.roll_back_open(),
            _ => return false,
        }
        true
    }

    fn roll_back_open(&mut self) {
        // This includes savepoints that were left open in the transaction.
        let left = (depth(&self.connection) + 1).saturating_sub(self.depth);
        match &mut self.connection {
            Lease::OfPool(connection) => (self.abandon)(connection, left),
            Lease::OfTransaction(outer) => start_rollback::<DB>(outer, left),
        }
    }

    /// Goes on after an inner transaction.
    fn resume_after(&mut self, inner: Stage, last_outcome: Outcome, is_clean: bool) {
        // SQLite's driver only knows its depth later, so it has to be asked.
        if self.server_kind != ServerKind::None {
            self.last_outcome = last_outcome;
        }
        self.inner_answer_pending = last_outcome != Outcome::Known;
        self.inner_rollback_pending = inner == Stage::Open && !is_clean;
        if inner == Stage::Lost {
            self.stage = Stage::Lost;
        }
    }
}
