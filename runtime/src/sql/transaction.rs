//! A transaction that one statement after the other runs in. Knows neither keys nor models.

use std::ops::{Deref, DerefMut};
use std::sync::atomic::{AtomicBool, Ordering};

use sqlx::pool::PoolConnection;
use sqlx::{Connection, Database, Pool, SqlStr};
use sqlx_core::transaction::TransactionManager;
use tokio::sync::{MappedMutexGuard, Mutex, MutexGuard};

use crate::sql::dialect::Dialect;

/// A transaction on a connection of its own, which is given back when it ends.
pub(crate) struct Transaction<DB: Database> {
    open: Mutex<Option<Open<DB>>>,
    has_ended: AtomicBool,
}

/// A connection with a transaction, which is rolled back if it is let go of.
struct Open<DB: Database> {
    connection: PoolConnection<DB>,
    /// Whether the driver knows what the server says next, so that the connection can be given back.
    is_in_step: bool,
}

impl<DB: Dialect> Transaction<DB> {
    /// Begins one, with a statement that says how, or the database's own.
    pub(crate) async fn begin(pool: &Pool<DB>, statement: Option<SqlStr>) -> Result<Self, sqlx::Error> {
        let connection = pool.acquire().await?;
        // If this is cut short, it is not known whether a server began.
        let mut open = Open { connection, is_in_step: !DB::READS_TO_THE_END };
        DB::TransactionManager::begin(&mut open.connection, statement).await?;
        open.is_in_step = true;
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
        if !open.is_in_step
            && let Err(error) = open.connection.ping().await
        {
            self.will_end();
            return Err(error);
        }
        open.is_in_step = DB::IS_KEPT_IN_STEP;
        Ok(Some(Turn { open, after }))
    }

    /// Commits; `false` if the transaction has ended before.
    pub(crate) async fn commit(&self) -> Result<bool, sqlx::Error> {
        let Some(mut turn) = self.turn().await? else { return Ok(false) };
        let committed = DB::TransactionManager::commit(&mut turn).await;
        turn.end();
        committed.map(|()| true)
    }

    /// Rolls back; `false` if the transaction has ended before.
    pub(crate) async fn roll_back(&self) -> Result<bool, sqlx::Error> {
        let Some(mut turn) = self.turn().await? else { return Ok(false) };
        let rolled_back = DB::TransactionManager::rollback(&mut turn).await;
        turn.end();
        rolled_back.map(|()| true)
    }
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

impl<DB: Database> Turn<'_, DB> {
    /// Nothing was cut short.
    pub(crate) fn finish(mut self) {
        self.open.is_in_step = true;
    }

    fn end(self) {
        self.after.0.will_end();
        self.finish();
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
        if self.is_in_step {
            DB::TransactionManager::start_rollback(&mut self.connection);
        } else {
            self.connection.close_on_drop();
        }
    }
}
