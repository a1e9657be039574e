//! Connections for your own statements, from the pool or the transaction that the loads use.

use std::fmt;
use std::marker::PhantomData;
use std::ops::{Deref, DerefMut};

use sqlx::Database;

use super::Loaders;
use crate::Error;
use crate::sql::dialect::Dialect;
use crate::sql::origin::{Lease, Origin};

/// A connection for your own statements, from the pool or the transaction that the loads use: see
/// [`Loaders::connection`] and [`Connections::acquire`].
///
/// It borrows what it comes from, so that the loaders of a transaction cannot end it while its connection is held.
pub struct HeldConnection<'l, DB: Dialect> {
    lease: Lease<DB>,
    from: PhantomData<&'l ()>,
}

/// Where the loads of a request get their connections: what a [`BatchFn`](crate::BatchFn) with SQL of its own needs.
///
/// Its statements belong to the transaction of the loaders, if there is one. A batch function that keeps a pool would
/// not see what the transaction wrote or set. One that keeps the [`Loaders`] would never be freed, because they own it.
///
/// ```
/// # #[cfg(feature = "sqlite")]
/// # mod example {
/// use std::error::Error;
///
/// use batchload::{BatchFn, Connections, Found, Loaders};
/// use sqlx::Sqlite;
///
/// /// The longest headline of each reporter.
/// struct Longest(Connections<Sqlite>);
///
/// impl BatchFn for Longest {
///     type Key = i64;
///     type Value = i64;
///     type Error = Box<dyn Error + Send + Sync>;
///
///     async fn load_batch(&self, keys: &[i64]) -> Result<Found<i64, i64>, Self::Error> {
///         let sql = "SELECT reporter_id, MAX(length(headline)) FROM articles
///             WHERE reporter_id IN (SELECT value FROM json_each(?)) GROUP BY reporter_id";
///         let keys = format!("{keys:?}");
///         let rows: Vec<(i64, i64)> =
///             sqlx::query_as(sql).bind(keys).fetch_all(&mut *self.0.acquire().await?).await?;
///         Ok(rows.into_iter().collect())
///     }
/// }
///
/// # pub async fn run() -> Result<(), Box<dyn Error + Send + Sync>> {
/// # let pool = sqlx::sqlite::SqlitePoolOptions::new().max_connections(1).connect("sqlite::memory:").await?;
/// # sqlx::raw_sql("CREATE TABLE articles (headline TEXT NOT NULL, reporter_id INTEGER NOT NULL);
/// #     INSERT INTO articles VALUES ('Engines', 1), ('The engine', 1);").execute(&pool).await?;
/// # let loaders = Loaders::new(pool);
/// let longest = loaders.batch_fn(|| Longest(loaders.connections())).load(1).await?;
/// assert_eq!(longest, Some(10));
/// # Ok(())
/// # }
/// # }
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
/// #     #[cfg(feature = "sqlite")]
/// #     example::run().await?;
/// #     Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Connections<DB: Database>(Origin<DB>);

impl<DB: Dialect> Connections<DB> {
    /// Returns a connection for your own statements, as [`Loaders::connection`] does.
    ///
    /// # Errors
    ///
    /// Returns [`Error::Database`] if no connection is available, [`Error::TransactionEnded`] if the transaction is
    /// over, and [`Error::TransactionBusy`] if its connection was not free for as long as a batch may take.
    ///
    /// # Cancel safety
    ///
    /// That of [`Loaders::connection`].
    pub async fn acquire(&self) -> Result<HeldConnection<'_, DB>, Error> {
        let lease = self.0.connection("Connections::acquire").await?;
        Ok(HeldConnection { lease, from: PhantomData })
    }
}

impl<DB: Database> fmt::Debug for Connections<DB> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Connections").field("database", &DB::NAME).finish_non_exhaustive()
    }
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
        Ok(HeldConnection { lease, from: PhantomData })
    }

    /// Returns where these loaders get their connections, for a batch function with SQL of its own.
    #[must_use]
    pub fn connections(&self) -> Connections<DB> {
        Connections(self.inner.origin.clone())
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
