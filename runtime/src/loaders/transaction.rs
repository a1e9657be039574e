//! Loaders within a transaction.

use std::fmt;
use std::ops::{Deref, DerefMut};
use std::sync::Arc;

use sqlx::{Database, SqlSafeStr, SqlStr};

use super::Loaders;
use crate::Error;
use crate::loaders::builder::LoadersBuilder;
use crate::sql::dialect::Dialect;
use crate::sql::origin::{Lease, Origin};
use crate::sql::transaction::Transaction;

/// Loaders whose statements run within one transaction, one after the other: see [`Loaders::begin`].
///
/// They see what the transaction wrote, and what it has set for itself. It is used wherever [`Loaders`] are. Write with
/// its [`connection`](Self::connection), and end it with [`commit`](Self::commit). If it is dropped instead, the
/// transaction is rolled back as soon as no statement runs in it.
///
/// ```
/// # #[cfg(all(feature = "sqlite", feature = "macros"))]
/// # async fn example(loaders: batchload::Loaders<sqlx::Sqlite>) -> Result<(), batchload::Error> {
/// use batchload::{BatchLoad, Error};
///
/// #[derive(BatchLoad)]
/// #[has_many(Article, count)]
/// struct Reporter {
///     id: i64,
/// }
///
/// #[derive(sqlx::FromRow, BatchLoad)]
/// struct Article {
///     id: i64,
///     headline: String,
///     #[belongs_to(Reporter)]
///     reporter_id: i64,
/// }
///
/// let transaction = loaders.begin().await?;
/// let written: Article = sqlx::query_as("INSERT INTO articles (headline, reporter_id) VALUES ('Engines', 1) RETURNING *")
///     .fetch_one(&mut *transaction.connection().await?)
///     .await?;
/// let reporter = written.load_reporter(&transaction).await?;
/// if reporter.load_articles_count(&transaction).await? <= 10 {
///     transaction.commit().await?;
/// } else {
///     transaction.roll_back().await?;
/// }
/// # Ok(())
/// # }
/// ```
#[must_use = "a transaction that is dropped is rolled back"]
pub struct InTransaction<DB: Database> {
    /// Those within it.
    loaders: Loaders<DB>,
    /// Those that began it.
    outside: Loaders<DB>,
    transaction: Arc<Transaction<DB>>,
}

impl<DB: Dialect> Loaders<DB> {
    /// Begins a transaction on a connection of the pool, and gives loaders within it, which know nothing yet. They are
    /// configured as these are, and have the same values for scopes.
    ///
    /// # Errors
    ///
    /// [`Error::Query`] when the transaction cannot begin, [`Error::NestedTransaction`] when these loaders are within
    /// one.
    ///
    /// # Cancel safety
    ///
    /// If the future is dropped, there is no transaction.
    pub async fn begin(&self) -> Result<InTransaction<DB>, Error> {
        self.begin_by(None).await
    }

    /// The same with a statement that says how, such as `BEGIN ISOLATION LEVEL REPEATABLE READ` of PostgreSQL, with
    /// which all loads see the rows of one moment.
    ///
    /// # Errors
    ///
    /// As for [`begin`](Self::begin), and when the statement begins no transaction.
    ///
    /// # Cancel safety
    ///
    /// As for [`begin`](Self::begin).
    pub async fn begin_with(&self, statement: impl SqlSafeStr) -> Result<InTransaction<DB>, Error> {
        self.begin_by(Some(statement.into_sql_str())).await
    }

    async fn begin_by(&self, statement: Option<SqlStr>) -> Result<InTransaction<DB>, Error> {
        let inner = &self.inner;
        if inner.origin.transaction.is_some() {
            return Err(Error::NestedTransaction);
        }
        let transaction = Arc::new(Transaction::begin(&inner.origin.pool, statement).await?);
        let origin = Origin { transaction: Some(Arc::clone(&transaction)), ..inner.origin.clone() };
        let within = LoadersBuilder::of(origin, inner.settings).build();
        let loaders = Loaders { scoped: self.scoped, ..within };
        Ok(InTransaction { loaders, outside: self.clone(), transaction })
    }
}

impl<DB: Dialect> InTransaction<DB> {
    /// The loaders, to be handed on: in the data of a GraphQL request, for one. They are of no use after the
    /// transaction.
    #[must_use]
    pub fn loaders(&self) -> &Loaders<DB> {
        &self.loaders
    }

    /// The connection, for your own statements. Loads wait for as long as you hold it, so hold it for a statement and
    /// not over a load, which would wait for itself. When you let go of it, the loaders forget what they knew, for it
    /// may have been written.
    ///
    /// A savepoint is a transaction of the connection: `connection.begin()`, by
    /// [`sqlx::Connection`](sqlx::Connection::begin).
    ///
    /// # Errors
    ///
    /// [`Error::Database`] when the connection is lost, [`Error::TransactionEnded`] when it was lost before.
    ///
    /// # Cancel safety
    ///
    /// If the future is dropped, nothing happened. On MySQL and MariaDB, a statement of yours that is dropped before its
    /// end can end the transaction.
    pub async fn connection(&self) -> Result<TransactionConnection<'_, DB>, Error> {
        let lease = self.loaders.inner.origin.connection("InTransaction::connection").await?;
        Ok(TransactionConnection { _forgets: Forgets(&self.loaders), lease })
    }

    /// Makes everything that was written permanent, after the statement that runs in it, if there is one. The loaders
    /// that began it forget what they know; those within it find nothing any more.
    ///
    /// # Errors
    ///
    /// [`Error::Query`] when the database refuses or the connection is lost; the transaction is rolled back then, unless
    /// the database committed and could not say so. [`Error::TransactionEnded`] when the connection was lost before.
    ///
    /// On PostgreSQL, a transaction in which a statement failed is rolled back by a commit without an error.
    ///
    /// # Cancel safety
    ///
    /// If the future is dropped, the transaction is committed or rolled back.
    pub async fn commit(self) -> Result<(), Error> {
        let committed = self.transaction.commit().await;
        self.outside.clear();
        ended(committed?, "InTransaction::commit")
    }

    /// Takes back everything that was written, and waits until it is done.
    ///
    /// # Errors
    ///
    /// As for [`commit`](Self::commit), but nothing is committed in any case.
    ///
    /// # Cancel safety
    ///
    /// If the future is dropped, the transaction is rolled back nevertheless.
    pub async fn roll_back(self) -> Result<(), Error> {
        ended(self.transaction.roll_back().await?, "InTransaction::roll_back")
    }
}

fn ended(was_open: bool, lookup: &'static str) -> Result<(), Error> {
    if was_open { Ok(()) } else { Err(Error::TransactionEnded { lookup }) }
}

impl<DB: Database> Deref for InTransaction<DB> {
    type Target = Loaders<DB>;

    fn deref(&self) -> &Loaders<DB> {
        &self.loaders
    }
}

impl<DB: Database> Drop for InTransaction<DB> {
    fn drop(&mut self) {
        self.transaction.end();
    }
}

impl<DB: Database> fmt::Debug for InTransaction<DB> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("InTransaction").field("database", &DB::NAME).finish_non_exhaustive()
    }
}

/// The connection of a transaction, which nobody else uses meanwhile: see [`InTransaction::connection`].
pub struct TransactionConnection<'t, DB: Dialect> {
    lease: Lease<'t, DB>,
    _forgets: Forgets<'t, DB>,
}

impl<DB: Dialect> Deref for TransactionConnection<'_, DB> {
    type Target = DB::Connection;

    fn deref(&self) -> &DB::Connection {
        &self.lease
    }
}

impl<DB: Dialect> DerefMut for TransactionConnection<'_, DB> {
    fn deref_mut(&mut self) -> &mut DB::Connection {
        &mut self.lease
    }
}

impl<DB: Dialect> fmt::Debug for TransactionConnection<'_, DB> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TransactionConnection").field("database", &DB::NAME).finish_non_exhaustive()
    }
}

/// Has loaders forget what was found before a statement that may have written.
struct Forgets<'t, DB: Database>(&'t Loaders<DB>);

impl<DB: Database> Drop for Forgets<'_, DB> {
    fn drop(&mut self) {
        self.0.clear();
    }
}
