//! A connection for statements of one's own, beside the loads.

use std::fmt;
use std::marker::PhantomData;
use std::ops::{Deref, DerefMut};

use super::Loaders;
use crate::Error;
use crate::sql::dialect::Dialect;
use crate::sql::origin::Lease;

/// A connection to where rows are loaded from: see [`Loaders::connection`].
///
/// It borrows its loaders, so that a transaction cannot be ended while its connection is held.
pub struct HeldConnection<'l, DB: Dialect> {
    lease: Lease<DB>,
    loaders: PhantomData<&'l Loaders<DB>>,
}

impl<DB: Dialect> Loaders<DB> {
    /// A connection for your own statements: of the pool, or that of the transaction which the loaders are
    /// [within](crate::InTransaction). So what a resolver reads and writes with it belongs to the transaction, if there
    /// is one.
    ///
    /// In a transaction, loads wait for as long as you hold it. Hold it for a statement, and not over a load or a
    /// second `connection()`, which would wait for it in turn. Rust keeps a temporary value for the whole of a `for`,
    /// an `if let`, a `match` or a call that it is part of, so bind what a query finds by a `let` of its own. A
    /// savepoint is a transaction [within the transaction](crate::InTransaction#transactions-within-it).
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
    /// [`Error::Database`] when there is no connection to be had, [`Error::TransactionEnded`] when the transaction is
    /// over, and [`Error::TransactionBusy`] when its connection was not free for as long as a batch may take.
    ///
    /// # Cancel safety
    ///
    /// If the future is dropped, nothing happened. In a transaction this can end it, but not on PostgreSQL, and on
    /// MySQL and MariaDB so can a statement of yours that is dropped before its end.
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
