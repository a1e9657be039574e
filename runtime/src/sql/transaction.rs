//! A transaction that one statement after the other runs in. Knows neither keys nor models.

use std::ops::{Deref, DerefMut};
use std::sync::atomic::{AtomicBool, Ordering};

use futures_util::TryStreamExt;
use sqlx::pool::PoolConnection;
use sqlx::{Connection, Database, Pool, SqlStr};
use sqlx_core::transaction::TransactionManager;
use tokio::sync::{MappedMutexGuard, Mutex, MutexGuard};

use crate::sql::dialect::{Dialect, Statement};

/// A transaction on a connection of its own, which is given back when it ends.
pub(crate) struct Transaction<DB: Database> {
    open: Mutex<Option<Open<DB>>>,
    has_ended: AtomicBool,
}

/// A connection with a transaction, which is rolled back if it is let go of.
struct Open<DB: Database> {
    connection: PoolConnection<DB>,
    step: Step,
    /// Whether it leads to a server, which can be out of step.
    has_server: bool,
    /// Whether a statement failed, after which PostgreSQL commits nothing and does not say so.
    has_failed: bool,
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
    /// Begins one, with a statement that says how, or the database's own.
    pub(crate) async fn begin(pool: &Pool<DB>, statement: Option<SqlStr>) -> Result<Self, sqlx::Error> {
        let connection = pool.acquire().await?;
        let has_server = DB::READS_TO_THE_END;
        let mut open = Open { connection, step: Step::Unknown, has_server, has_failed: false };
        DB::TransactionManager::begin(&mut open.connection, statement).await?;
        open.step = Step::Known;
        Ok(Self { open: Mutex::new(Some(open)), has_ended: AtomicBool::new(false) })
    }

    /// Waits until nobody else uses the connection; `None` if the transaction has ended.
    pub(crate) async fn turn(&self) -> Result<Option<Turn<'_, DB>>, sqlx::Error> {
        let after = LetsGo(self);
        let open = self.open.lock().await;
        if self.has_ended() {
            return Ok(None);
        }
        let Ok(mut open) = MutexGuard::try_map(open, Option::as_mut) else { return Ok(None) };
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
        // A savepoint that did not begin takes the transaction with it, and one that was forgotten would be committed
        // in its place.
        Ok(DB::TransactionManager::get_transaction_depth(&self.connection) == 1)
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
pub(crate) struct Turn<'t, DB: Database> {
    open: MappedMutexGuard<'t, Open<DB>>,
    after: LetsGo<'t, DB>,
}

impl<DB: Dialect> Turn<'_, DB> {
    /// Nothing was cut short. If this is dropped instead, something may have been.
    pub(crate) fn finish(mut self, failure: Option<&sqlx::Error>) {
        let is_lost = failure.is_some_and(is_lost);
        self.open.step = if is_lost { Step::Unknown } else { Step::Known };
        self.open.has_failed |= failure.is_some();
        if is_lost || failure.is_some_and(DB::ends_transaction) {
            self.after.0.will_end();
        }
    }

    /// Commits, unless a statement failed and the database commits nothing.
    pub(crate) async fn commit(mut self) -> Result<(), sqlx::Error> {
        let committed = match self.asks_after_failure().await {
            Ok(()) => DB::TransactionManager::commit(&mut self.open.connection).await,
            failed => failed,
        };
        self.after.0.will_end();
        self.finish(committed.as_ref().err());
        committed
    }

    /// Rolls back.
    pub(crate) async fn roll_back(mut self) -> Result<(), sqlx::Error> {
        let rolled_back = DB::TransactionManager::rollback(&mut self.open.connection).await;
        self.after.0.will_end();
        self.finish(rolled_back.as_ref().err());
        rolled_back
    }

    async fn asks_after_failure(&mut self) -> Result<(), sqlx::Error> {
        if self.open.has_failed {
            let mut statement = Statement::new();
            statement.push("SELECT 1");
            DB::rows(&mut self.open.connection, statement).try_next().await?;
        }
        Ok(())
    }
}

impl<DB: Database> Deref for Turn<'_, DB> {
    type Target = DB::Connection;

    fn deref(&self) -> &DB::Connection {
        &self.open.connection
    }
}

impl<DB: Database> DerefMut for Turn<'_, DB> {
    fn deref_mut(&mut self) -> &mut DB::Connection {
        &mut self.open.connection
    }
}

/// What comes after the use of a connection: if the transaction ended meanwhile, it is let go of.
struct LetsGo<'t, DB: Database>(&'t Transaction<DB>);

impl<DB: Database> Drop for LetsGo<'_, DB> {
    fn drop(&mut self) {
        if self.0.has_ended() {
            self.0.let_go();
        }
    }
}

impl<DB: Database> Drop for Open<DB> {
    fn drop(&mut self) {
        if self.has_server && self.step != Step::Known {
            self.connection.close_on_drop();
            return;
        }
        // Of a savepoint that was forgotten as well.
        for _ in 0..DB::TransactionManager::get_transaction_depth(&self.connection).max(1) {
            DB::TransactionManager::start_rollback(&mut self.connection);
        }
    }
}
