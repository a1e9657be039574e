//! Where the rows of a request come from, and which of them it sees.

use std::fmt;
use std::ops::{Deref, DerefMut};
use std::sync::Arc;

use sqlx::pool::PoolConnection;
use sqlx::{Database, Pool};

use crate::Error;
use crate::sql::bindings::Scope;
use crate::sql::dialect::Dialect;
use crate::sql::transaction::{Transaction, TransactionGuard};

/// What every statement of a request has in common.
pub(crate) struct Origin<DB: Database> {
    pub(crate) pool: Pool<DB>,
    /// The transaction in which statements run. Without one, each runs on a connection of the pool.
    pub(crate) transaction: Option<Arc<Transaction<DB>>>,
    pub(crate) scope: Arc<Scope<DB>>,
    /// The most rows of one statement. One row for each key is always allowed.
    pub(crate) max_rows: usize,
}

impl<DB: Dialect> Origin<DB> {
    /// Returns a connection for the statements of a lookup, or for anything else that is asked.
    ///
    /// # Errors
    ///
    /// Returns [`Error::Database`] if no connection is available, [`Error::TransactionEnded`] if the transaction has
    /// ended, and [`Error::TransactionBusy`] if its connection stays in use for too long.
    pub(crate) async fn connection(&self, lookup: &'static str) -> Result<Lease<DB>, Error> {
        if let Some(transaction) = &self.transaction {
            return transaction.lock(lookup).await.map(Lease::OfTransaction);
        }
        self.pool.acquire().await.map(Lease::OfPool).map_err(Error::database(lookup))
    }
}

impl<DB: Database> fmt::Debug for Origin<DB> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { pool, transaction, scope, max_rows } = self;
        let mut origin = f.debug_struct("Origin");
        origin.field("pool", pool).field("is_in_transaction", &transaction.is_some());
        origin.field("scope", scope).field("max_rows", max_rows).finish()
    }
}

impl<DB: Database> Clone for Origin<DB> {
    fn clone(&self) -> Self {
        let Self { pool, transaction, scope, max_rows } = self;
        Self {
            pool: pool.clone(),
            transaction: transaction.clone(),
            scope: Arc::clone(scope),
            max_rows: *max_rows,
        }
    }
}

/// A connection while it is used.
pub(crate) enum Lease<DB: Database> {
    OfPool(PoolConnection<DB>),
    OfTransaction(TransactionGuard<DB>),
}

impl<DB: Dialect> Lease<DB> {
    /// Returns whether another statement can run after one that the database refused.
    pub(crate) fn outlives_errors(&self) -> bool {
        matches!(self, Self::OfPool(_))
    }

    /// Gives the connection back after its use. If it is dropped instead, a statement was cut short.
    pub(crate) fn finish<T>(self, outcome: &Result<T, Error>) {
        match self {
            Self::OfPool(mut connection) => {
                // Other users would have to wait until the driver has read the rest.
                if DB::READS_ABANDONED_ROWS && matches!(outcome, Err(Error::TooManyRows { .. })) {
                    connection.close_on_drop();
                }
            }
            Self::OfTransaction(guard) => guard.finish(match outcome {
                Err(Error::Database { source, .. }) => Some(source),
                _ => None,
            }),
        }
    }
}

impl<DB: Database> Deref for Lease<DB> {
    type Target = DB::Connection;

    fn deref(&self) -> &DB::Connection {
        match self {
            Self::OfPool(connection) => connection,
            Self::OfTransaction(guard) => guard,
        }
    }
}

impl<DB: Database> DerefMut for Lease<DB> {
    fn deref_mut(&mut self) -> &mut DB::Connection {
        match self {
            Self::OfPool(connection) => connection,
            Self::OfTransaction(guard) => guard,
        }
    }
}
