//! Loaders within a transaction.

use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

use sqlx::{Database, SqlSafeStr, SqlStr};

use super::Loaders;
use crate::Error;
use crate::loaders::builder::LoadersBuilder;
use crate::sql::dialect::Dialect;
use crate::sql::origin::Origin;
use crate::sql::transaction::Transaction;

/// Loaders whose statements run within one transaction, one after the other: see [`Loaders::begin`].
///
/// They see what the transaction wrote, and the settings that it made for itself. Use them wherever you use
/// [`Loaders`], and in the same way: write with their [`connection`](Loaders::connection), and
/// [`clear`](Loaders::clear) them after a write. End the transaction with [`commit`](Self::commit). If you drop it
/// instead, it is rolled back as soon as no statement runs in it.
///
/// # Transactions within it
///
/// `begin` on these loaders begins a transaction within this one, which is a savepoint of the database. What the inner
/// transaction commits becomes permanent with this one. If the inner one is rolled back, this one goes on as it was
/// before. So a mutation that begins a transaction can be tested within one that is rolled back, unless it uses
/// `begin_with`, which is refused here. While the inner transaction is open, everything else in this one waits for its
/// end: load with the loaders of the innermost one.
///
/// # When it ends by itself
///
/// The transaction also ends when the database or the driver ends it: the connection is lost, MySQL meets a deadlock,
/// SQLite runs an `OR ROLLBACK`, or a savepoint cannot begin. From then on, loads and statements return
/// [`Error::TransactionEnded`]. Nothing of the transaction is committed, except what MySQL commits by itself before a
/// statement like `CREATE TABLE`. For this reason the loaders ask MySQL and SQLite after each statement of your own
/// whether the transaction is still open.
///
/// On PostgreSQL, a statement that fails aborts the transaction: every later one fails until you roll back, either the
/// whole transaction or one within it that the statement ran in. Do not send a `COMMIT` or `ROLLBACK` of your own:
/// PostgreSQL would run later statements outside of any transaction, and only [`commit`](Self::commit) would say so.
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
/// let insert = "INSERT INTO articles (headline, reporter_id) VALUES ('Engines', 1) RETURNING *";
/// let written: Article = sqlx::query_as(insert)
///     .fetch_one(&mut *transaction.connection().await?)
///     .await?;
/// transaction.clear();
/// let reporter = written.load_reporter(&transaction).await?;
/// if reporter.load_articles_count(&transaction).await? <= 10 {
///     transaction.commit().await?;
/// } else {
///     transaction.rollback().await?;
/// }
/// # Ok(())
/// # }
/// ```
#[must_use = "a transaction that is dropped is rolled back"]
pub struct InTransaction<DB: Database> {
    /// The loaders within the transaction.
    loaders: Loaders<DB>,
    /// The loaders that began the transaction.
    outside: Loaders<DB>,
    transaction: Arc<Transaction<DB>>,
}

impl<DB: Dialect> Loaders<DB> {
    /// Begins a transaction on a connection of the pool, and returns loaders within it.
    ///
    /// The new loaders know nothing yet. They have the configuration of these loaders, and the same values for scopes.
    /// Statements in a transaction wait for each other, and the batch timeout includes that wait. If these loaders are
    /// within a transaction themselves, the new transaction is [one within that](InTransaction#transactions-within-it).
    ///
    /// While the transaction is open, load with the returned loaders, because the loaders outside need a second
    /// connection. With SQLite in memory, the loaders outside cannot read the tables that the transaction has written
    /// to.
    ///
    /// # Errors
    ///
    /// Returns [`Error::Database`] if the transaction cannot begin. Within another transaction, returns
    /// [`Error::TransactionEnded`] if that one is over, and [`Error::TransactionBusy`] if its connection was not free
    /// for as long as a batch may take.
    ///
    /// # Cancel safety
    ///
    /// If the future is dropped, no transaction begins. A transaction around it may have ended.
    pub async fn begin(&self) -> Result<InTransaction<DB>, Error> {
        self.begin_by(None).await
    }

    /// Begins a transaction like [`begin`](Self::begin), with a statement that says how.
    ///
    /// With `BEGIN ISOLATION LEVEL REPEATABLE READ` of PostgreSQL, all loads see the rows of one moment. Without
    /// `BEGIN IMMEDIATE`, SQLite can refuse the first write of a transaction that has read.
    ///
    /// # Errors
    ///
    /// Returns the same errors as [`begin`](Self::begin), and [`Error::Database`] if the statement begins no
    /// transaction. Returns [`Error::NestedTransaction`] if these loaders are within a transaction, because the
    /// statement cannot change how that one began.
    ///
    /// # Cancel safety
    ///
    /// The same as for [`begin`](Self::begin).
    pub async fn begin_with(&self, statement: impl SqlSafeStr) -> Result<InTransaction<DB>, Error> {
        self.begin_by(Some(statement.into_sql_str())).await
    }

    async fn begin_by(&self, statement: Option<SqlStr>) -> Result<InTransaction<DB>, Error> {
        let lookup = if statement.is_some() { "Loaders::begin_with" } else { "Loaders::begin" };
        let (origin, settings) = (&self.inner.origin, self.inner.settings);
        if origin.transaction.is_some() && statement.is_some() {
            return Err(Error::NestedTransaction);
        }
        let connection = origin.connection(lookup).await?;
        let begun = Transaction::begin(connection, statement, settings.batch_timeout).await;
        let transaction = Arc::new(begun.map_err(Error::database(lookup))?);
        let origin = Origin { transaction: Some(Arc::clone(&transaction)), ..origin.clone() };
        let within = LoadersBuilder::of(origin, settings).build();
        let loaders = Loaders { scoped: self.scoped, ..within };
        Ok(InTransaction { loaders, outside: self.clone(), transaction })
    }
}

impl<DB: Database> InTransaction<DB> {
    /// Returns the loaders within the transaction, to hand them on, for example in the data of a GraphQL request.
    /// Clones of them do not keep the transaction open.
    #[must_use]
    pub fn loaders(&self) -> &Loaders<DB> {
        &self.loaders
    }
}

impl<DB: Dialect> InTransaction<DB> {
    /// Commits everything that was written, after the statement that runs in the transaction, if there is one.
    ///
    /// If there is a transaction around this one, the changes become permanent with that one. The loaders that began
    /// the transaction forget what they know. Later loads within it return [`Error::TransactionEnded`].
    ///
    /// # Errors
    ///
    /// Returns [`Error::Database`] if the database refuses, as PostgreSQL does after any statement that failed, or if
    /// the connection is lost. The transaction is then rolled back, unless the database committed and could not say so.
    /// Returns [`Error::TransactionEnded`] if the transaction was over before, and [`Error::TransactionBusy`] if its
    /// connection was not free for as long as a batch may take.
    ///
    /// # Cancel safety
    ///
    /// If the future is dropped, the transaction is either committed or rolled back. On PostgreSQL, MySQL and MariaDB,
    /// this can end a transaction around it; what follows there returns [`Error::TransactionEnded`].
    pub async fn commit(self) -> Result<(), Error> {
        // A guard, because the database may have committed even if this future is dropped.
        let _clear = ClearGuard(&self.outside);
        let lookup = "InTransaction::commit";
        self.transaction.lock(lookup).await?.commit().await.map_err(Error::database(lookup))
    }

    /// Rolls back everything that was written, and waits until it is done.
    ///
    /// # Errors
    ///
    /// Returns the same errors as [`commit`](Self::commit), but nothing is committed in any case.
    ///
    /// # Cancel safety
    ///
    /// If the future is dropped, the transaction is still rolled back. A transaction around it may end as well.
    pub async fn rollback(self) -> Result<(), Error> {
        let lookup = "InTransaction::rollback";
        self.transaction.lock(lookup).await?.rollback().await.map_err(Error::database(lookup))
    }
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
        self.outside.add_stats(&self.loaders.stats());
        self.loaders.clear();
    }
}

impl<DB: Database> fmt::Debug for InTransaction<DB> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("InTransaction").field("database", &DB::NAME).finish_non_exhaustive()
    }
}

/// A guard that makes loaders forget what they found before a commit.
struct ClearGuard<'t, DB: Database>(&'t Loaders<DB>);

impl<DB: Database> Drop for ClearGuard<'_, DB> {
    fn drop(&mut self) {
        self.0.clear();
    }
}
