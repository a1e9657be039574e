//! A transaction that one statement after the other runs in. Knows neither keys nor models.

mod open;

use std::ops::{Deref, DerefMut};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use sqlx::{Database, SqlStr};
use tokio::sync::{Mutex, OwnedMappedMutexGuard, OwnedMutexGuard};

use self::open::Open;
use crate::Error;
use crate::scheduler::within;
use crate::sql::dialect::Dialect;
use crate::sql::origin::Lease;

/// A transaction on a connection that it has to itself, and gives back when it ends.
pub(crate) struct Transaction<DB: Database> {
    open: Arc<Mutex<Option<Open<DB>>>>,
    has_ended: AtomicBool,
    /// How long to wait for the connection.
    limit: Option<Duration>,
}

impl<DB: Dialect> Transaction<DB> {
    /// Begins one, with a statement that says how, or the database's own. On the connection of another it is a
    /// savepoint, which knows no such statement.
    pub(crate) async fn begin(
        connection: Lease<DB>,
        statement: Option<SqlStr>,
        limit: Option<Duration>,
    ) -> Result<Self, sqlx::Error> {
        let open = Open::begin(connection, statement).await?;
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
        Ok(Some(Turn { open, after }))
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
pub(crate) struct Turn<DB: Database> {
    open: OwnedMappedMutexGuard<Option<Open<DB>>, Open<DB>>,
    after: LetsGo<DB>,
}

impl<DB: Dialect> Turn<DB> {
    /// Nothing was cut short. If this is dropped instead, something may have been.
    pub(crate) fn finish(mut self, failure: Option<&sqlx::Error>) {
        if self.open.is_lost_by(failure) {
            self.after.0.will_end();
        }
    }

    /// Commits, unless a statement failed and the database commits nothing.
    pub(crate) async fn commit(mut self) -> Result<(), sqlx::Error> {
        self.after.0.will_end();
        self.open.commit().await
    }

    /// Rolls back.
    pub(crate) async fn rollback(mut self) -> Result<(), sqlx::Error> {
        self.after.0.will_end();
        self.open.rollback().await
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
