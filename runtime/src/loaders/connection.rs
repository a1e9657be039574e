//! Connections for your own statements, from the pool or the transaction that the loads use.

use std::fmt;
use std::marker::PhantomData;
use std::ops::{Deref, DerefMut};

use super::Loaders;
use crate::Error;
use crate::sql::dialect::Dialect;
use crate::sql::origin::Lease;

/// A connection for your own statements, from the pool or the transaction that the loads use: see
/// [`Loaders::connection`].
///
/// It borrows its loaders, so that a transaction cannot end while its connection is held.
pub struct HeldConnection<'l, DB: Dialect> {
    lease: Lease<DB>,
    loaders: PhantomData<&'l Loaders<DB>>,
}

impl<DB: Dialect> Loaders<DB> {
    /// Returns a connection for your own statements.
    ///
    /// If the loaders are [within](crate::InTransaction) a transaction, this is the connection of the transaction, so
    /// what a resolver reads and writes with it belongs to the transaction. Otherwise it is a connection of the pool.
    ///
    /// In a transaction, loads wait for as long as you hold the connection. Hold it for one statement. Do not hold it
    /// over a load or a second `connection()`, which would wait for it while you wait for them. Rust keeps a temporary
    /// value for the whole of a `for`, an `if let`, a `match` or a call that it is part of, so bind the result of a
    /// query by a `let` of its own. For a savepoint, begin a transaction [within the
    /// transaction](crate::InTransaction#transactions-within-it).
    ///
    /// ```
    /// # #[cfg(feature = "sqlite")]
    /// # async fn example(loaders: batchload::Loaders<sqlx::Sqlite>) -> Result<(), batchload::Error> {
    /// let renamed = sqlx::query("UPDATE reporters SET name = 'Ada' WHERE id = 1")
    ///     .execute(&mut *loaders.connection().await?)
    ///     .await?;
    /// loaders.clear();
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// Returns [`Error::Database`] if no connection is available, [`Error::TransactionEnded`] if the transaction is
    /// over, and [`Error::TransactionBusy`] if its connection was not free for as long as a batch may take.
    ///
    /// # Cancel safety
    ///
    /// Outside of a transaction, dropping the future has no effect. Within one, dropping it can end the transaction,
    /// except on PostgreSQL. On MySQL and MariaDB, dropping a statement of your own before its end can end the
    /// transaction too.
    pub async fn connection(&self) -> Result<HeldConnection<'_, DB>, Error> {
        let lease = self.inner.origin.connection("Loaders::connection").await?;
        Ok(HeldConnection { lease, loaders: PhantomData })
    }
}

impl<DB: Dialect> Deref for HeldConnection<'_, DB> {
    type Target = DB::Connection;

    fn deref(&self) -> &DB::Connection {
        &self.lease
    }
}

impl<DB: Dialect> DerefMut for HeldConnection<'_, DB> {
    fn deref_mut(&mut self) -> &mut DB::Connection {
        &mut self.lease
    }
}

impl<DB: Dialect> fmt::Debug for HeldConnection<'_, DB> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HeldConnection").field("database", &DB::NAME).finish_non_exhaustive()
    }
}
