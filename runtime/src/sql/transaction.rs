//! A transaction in which statements run one after the other. Knows neither keys nor models.

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

/// A transaction with a connection of its own, which it gives back when it ends.
pub(crate) struct Transaction<DB: Database> {
    open: Arc<Mutex<Option<Open<DB>>>>,
    has_ended: AtomicBool,
    /// How long a caller waits for the connection.
    limit: Option<Duration>,
}

impl<DB: Dialect> Transaction<DB> {
    /// Begins a transaction, with the given statement or the database's own. On the connection of another transaction,
    /// this begins a savepoint, and no statement can be given.
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
    /// Returns [`Error::Database`] if the connection is lost, [`Error::TransactionEnded`] if the transaction has ended,
    /// and [`Error::TransactionBusy`] if the wait takes too long.
    pub(crate) async fn lock(self: &Arc<Self>, lookup: &'static str) -> Result<TransactionGuard<DB>, Error> {
        let Some(guard) = within(self.limit, self.wait_for_connection()).await else {
            return Err(Error::TransactionBusy { lookup, after: self.limit.unwrap_or_default() });
        };
        guard.map_err(Error::database(lookup))?.ok_or(Error::TransactionEnded { lookup })
    }

    /// Waits for the connection. Returns `None` if the transaction has ended.
    async fn wait_for_connection(self: &Arc<Self>) -> Result<Option<TransactionGuard<DB>>, sqlx::Error> {
        let after = ReleaseGuard(Arc::clone(self));
        let open = Arc::clone(&self.open).lock_owned().await;
        if self.has_ended() {
            return Ok(None);
        }
        let Ok(mut open) = OwnedMutexGuard::try_map(open, Option::as_mut) else { return Ok(None) };
        let is_still_open = open.check_still_open().await;
        if !matches!(is_still_open, Ok(true)) {
            self.mark_ended();
            return is_still_open.map(|_| None);
        }
        Ok(Some(TransactionGuard { open, after }))
    }
}

impl<DB: Database> Transaction<DB> {
    /// Rolls back as soon as nobody uses the connection.
    pub(crate) fn end(&self) {
        self.mark_ended();
        self.release();
    }

    fn mark_ended(&self) {
        self.has_ended.swap(true, Ordering::AcqRel);
    }

    fn has_ended(&self) -> bool {
        // This changes nothing, but is ordered with the change. Either this call sees the end, or the caller that ends
        // the transaction finds the connection that was given back before this call.
        self.has_ended.fetch_or(false, Ordering::AcqRel)
    }

    /// Drops the connection. If a caller is using it, that caller drops it afterwards.
    fn release(&self) {
        if let Ok(mut open) = self.open.try_lock() {
            drop(open.take());
        }
    }
}

/// The connection of a transaction, for the only caller that uses it at the moment.
pub(crate) struct TransactionGuard<DB: Database> {
    open: OwnedMappedMutexGuard<Option<Open<DB>>, Open<DB>>,
    after: ReleaseGuard<DB>,
}

impl<DB: Dialect> TransactionGuard<DB> {
    /// Gives the connection back after a use in which nothing was cut short. If the guard is dropped instead, something
    /// may have been.
    pub(crate) fn finish(mut self, failure: Option<&sqlx::Error>) {
        if self.open.record_outcome(failure) {
            self.after.0.mark_ended();
        }
    }

    /// Commits, unless a statement failed and the database would commit nothing.
    pub(crate) async fn commit(mut self) -> Result<(), sqlx::Error> {
        self.after.0.mark_ended();
        self.open.commit().await
    }

    /// Rolls back.
    pub(crate) async fn rollback(mut self) -> Result<(), sqlx::Error> {
        self.after.0.mark_ended();
        self.open.rollback().await
    }
}

impl<DB: Database> Deref for TransactionGuard<DB> {
    type Target = DB::Connection;

    fn deref(&self) -> &DB::Connection {
        &self.open.connection
    }
}

impl<DB: Database> DerefMut for TransactionGuard<DB> {
    fn deref_mut(&mut self) -> &mut DB::Connection {
        &mut self.open.connection
    }
}

/// Drops the connection after its use, if the transaction has ended meanwhile.
struct ReleaseGuard<DB: Database>(Arc<Transaction<DB>>);

impl<DB: Database> Drop for ReleaseGuard<DB> {
    fn drop(&mut self) {
        if self.0.has_ended() {
            self.0.release();
        }
    }
}
