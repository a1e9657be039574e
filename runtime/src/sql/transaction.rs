//! A transaction that one statement after the other runs in. Knows neither keys nor models.

use std::ops::{Deref, DerefMut};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use futures_util::TryStreamExt;
use sqlx::{Connection, Database, SqlStr};
use sqlx_core::transaction::TransactionManager;
use tokio::sync::{Mutex, OwnedMappedMutexGuard, OwnedMutexGuard};

use crate::Error;
use crate::scheduler::within;
use crate::sql::dialect::{Dialect, Statement};
use crate::sql::origin::Lease;

/// A transaction on a connection that it has to itself, and gives back when it ends.
pub(crate) struct Transaction<DB: Database> {
    open: Arc<Mutex<Option<Open<DB>>>>,
    has_ended: AtomicBool,
    /// How long to wait for the connection.
    limit: Option<Duration>,
}

/// A connection with a transaction, which is rolled back if it is let go of.
struct Open<DB: Database> {
    /// Of the pool, or of the transaction around this one, which waits until it is let go of.
    connection: Lease<DB>,
    /// How many transactions the connection is in, with this one as the innermost.
    depth: usize,
    stage: Stage,
    step: Step,
    /// Whether one within it was let go of while nobody knew what the server says next.
    rolls_back_inner: bool,
    /// Whether it leads to a server, which can be out of step.
    has_server: bool,
    /// Whether a statement failed, after which PostgreSQL commits nothing and does not say so.
    has_failed: bool,
}

/// How far a transaction has come.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stage {
    Begins,
    Open,
    Ends,
    Over,
}

/// Whether it is known what a server says next.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Step {
    Known,
    /// Perhaps the answer to a statement that was cut short.
    Unknown,
    /// Perhaps the answer to the question for it.
    Asked,
}

impl<DB: Dialect> Transaction<DB> {
    /// Begins one, with a statement that says how, or the database's own. On the connection of another it is a
    /// savepoint, which knows no such statement.
    pub(crate) async fn begin(
        connection: Lease<DB>,
        statement: Option<SqlStr>,
        limit: Option<Duration>,
    ) -> Result<Self, sqlx::Error> {
        let depth = 1 + DB::TransactionManager::get_transaction_depth(&connection);
        let has_server = DB::READS_TO_THE_END;
        let (stage, step) = (Stage::Begins, Step::Unknown);
        let mut open =
            Open { connection, depth, stage, step, rolls_back_inner: false, has_server, has_failed: false };
        DB::TransactionManager::begin(&mut open.connection, statement).await?;
        (open.stage, open.step) = (Stage::Open, Step::Known);
        Ok(Self { open: Arc::new(Mutex::new(Some(open))), has_ended: AtomicBool::new(false), limit })
    }

    /// Waits until nobody else uses the connection.
    ///
    /// # Errors
    ///
    /// [`Error::Database`] when the connection is lost, [`Error::TransactionEnded`], [`Error::TransactionBusy`].
    pub(crate) async fn turn(self: &Arc<Self>, lookup: &'static str) -> Result<Turn<DB>, Error> {
        let Some(turn) = within(self.limit, self.next_turn()).await else {
            return Err(Error::TransactionBusy { lookup, after: self.limit.unwrap_or_default() });
        };
        turn.map_err(Error::database(lookup))?.ok_or(Error::TransactionEnded { lookup })
    }

    /// The turn of whoever comes next; `None` if the transaction has ended.
    async fn next_turn(self: &Arc<Self>) -> Result<Option<Turn<DB>>, sqlx::Error> {
        let after = LetsGo(Arc::clone(self));
        let open = Arc::clone(&self.open).lock_owned().await;
        if self.has_ended() {
            return Ok(None);
        }
        let Ok(mut open) = OwnedMutexGuard::try_map(open, Option::as_mut) else { return Ok(None) };
        let goes_on = open.goes_on().await;
        if !matches!(goes_on, Ok(true)) {
            self.will_end();
            return goes_on.map(|_| None);
        }
        open.step = if DB::IS_KEPT_IN_STEP { Step::Known } else { Step::Unknown };
        Ok(Some(Turn { open, after }))
    }
}

impl<DB: Dialect> Open<DB> {
    /// Whether the transaction goes on after whatever was done with its connection, in step with its server.
    async fn goes_on(&mut self) -> Result<bool, sqlx::Error> {
        if self.step == Step::Asked {
            return Ok(false);
        }
        if self.step == Step::Unknown {
            if self.has_server {
                self.step = Step::Asked;
            }
            if let Err(error) = self.connection.ping().await {
                // The server may have an error to tell of what was cut short.
                if is_lost(&error) || DB::ends_transaction(&error) {
                    return Err(error);
                }
                self.connection.ping().await?;
            }
            self.step = Step::Known;
        }
        if std::mem::take(&mut self.rolls_back_inner) {
            DB::TransactionManager::start_rollback(&mut self.connection);
        }
        // A savepoint that did not begin takes the transaction with it, and one that was forgotten would be committed
        // in its place.
        Ok(DB::TransactionManager::get_transaction_depth(&self.connection) == self.depth)
    }
}

/// Whether nothing more is to be had of a connection.
const fn is_lost(error: &sqlx::Error) -> bool {
    use sqlx::Error::{Io, Protocol, Tls, WorkerCrashed};
    matches!(error, Io(_) | Protocol(_) | Tls(_) | WorkerCrashed)
}

impl<DB: Database> Transaction<DB> {
    /// Rolls back as soon as nobody uses the connection.
    pub(crate) fn end(&self) {
        self.will_end();
        self.let_go();
    }

    fn will_end(&self) {
        self.has_ended.swap(true, Ordering::AcqRel);
    }

    fn has_ended(&self) -> bool {
        // It changes nothing, but is in one order with the change: either this sees the end, or whoever ends the
        // transaction finds the connection that was given back before this.
        self.has_ended.fetch_or(false, Ordering::AcqRel)
    }

    /// Lets go of the connection. Whoever uses it at the moment does so afterwards.
    fn let_go(&self) {
        if let Ok(mut open) = self.open.try_lock() {
            drop(open.take());
        }
    }
}

/// The connection of a transaction, for whoever has it to themselves.
pub(crate) struct Turn<DB: Database> {
    open: OwnedMappedMutexGuard<Option<Open<DB>>, Open<DB>>,
    after: LetsGo<DB>,
}

impl<DB: Dialect> Turn<DB> {
    /// Nothing was cut short. If this is dropped instead, something may have been.
    pub(crate) fn finish(mut self, failure: Option<&sqlx::Error>) {
        self.takes(failure);
    }

    fn takes(&mut self, failure: Option<&sqlx::Error>) {
        let is_over = failure.is_some_and(|error| is_lost(error) || DB::ends_transaction(error));
        self.open.step = if is_over { Step::Unknown } else { Step::Known };
        self.open.has_failed |= failure.is_some();
        if is_over {
            self.after.0.will_end();
        }
    }

    /// Commits, unless a statement failed and the database commits nothing.
    pub(crate) async fn commit(mut self) -> Result<(), sqlx::Error> {
        self.open.stage = Stage::Ends;
        let committed = match self.asks_after_failure().await {
            Ok(()) => DB::TransactionManager::commit(&mut self.open.connection).await,
            failed => failed,
        };
        self.end(committed)
    }

    /// Rolls back.
    pub(crate) async fn roll_back(mut self) -> Result<(), sqlx::Error> {
        self.open.stage = Stage::Ends;
        let rolled_back = DB::TransactionManager::rollback(&mut self.open.connection).await;
        self.end(rolled_back)
    }

    async fn asks_after_failure(&mut self) -> Result<(), sqlx::Error> {
        if self.open.has_failed {
            let mut statement = Statement::new();
            statement.push("SELECT 1");
            DB::rows(&mut self.open.connection, statement).try_next().await?;
        }
        Ok(())
    }

    fn end(mut self, outcome: Result<(), sqlx::Error>) -> Result<(), sqlx::Error> {
        self.open.stage = if outcome.is_ok() { Stage::Over } else { Stage::Open };
        self.takes(outcome.as_ref().err());
        self.after.0.will_end();
        outcome
    }
}

impl<DB: Database> Deref for Turn<DB> {
    type Target = DB::Connection;

    fn deref(&self) -> &DB::Connection {
        &self.open.connection
    }
}

impl<DB: Database> DerefMut for Turn<DB> {
    fn deref_mut(&mut self) -> &mut DB::Connection {
        &mut self.open.connection
    }
}

/// What comes after the use of a connection: if the transaction ended meanwhile, it is let go of.
struct LetsGo<DB: Database>(Arc<Transaction<DB>>);

impl<DB: Database> Drop for LetsGo<DB> {
    fn drop(&mut self) {
        if self.0.has_ended() {
            self.0.let_go();
        }
    }
}

impl<DB: Database> Drop for Open<DB> {
    fn drop(&mut self) {
        let is_known = !self.has_server || self.step == Step::Known && self.stage != Stage::Ends;
        match self.stage {
            Stage::Open if is_known => self.start_rollback(),
            // For SQLite's driver, which does not mind it after an end that was cut, and waits for it.
            Stage::Ends if is_known => DB::TransactionManager::start_rollback(&mut self.connection),
            _ => {}
        }
        match &mut self.connection {
            Lease::OfPool(connection) if !is_known => connection.close_on_drop(),
            Lease::OfTransaction(around) if self.has_server => {
                around.open.step = self.step;
                around.open.rolls_back_inner = !is_known && self.stage == Stage::Open;
            }
            _ => {}
        }
    }
}

impl<DB: Database> Open<DB> {
    fn start_rollback(&mut self) {
        let transactions = match &self.connection {
            // Savepoints that were forgotten among them. SQLite's driver may say more than there are left, which
            // does no harm here.
            Lease::OfPool(connection) => DB::TransactionManager::get_transaction_depth(connection),
            Lease::OfTransaction(_) => 1,
        };
        for _ in 0..transactions {
            DB::TransactionManager::start_rollback(&mut self.connection);
        }
    }
}
