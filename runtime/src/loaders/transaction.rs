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
/// They see what the transaction wrote, and what it has set for itself. It is used wherever [`Loaders`] are, and in the
/// same way: write with their [`connection`](Loaders::connection), and after a write [`clear`](Loaders::clear) them.
/// End it with [`commit`](Self::commit). If it is dropped instead, it is rolled back as soon as no statement runs in
/// it.
///
/// # Transactions within it
///
/// `begin` of these loaders begins a transaction within this one, which is a savepoint of the database: what it
/// commits becomes permanent with this one, and if it is rolled back, this one goes on as it was before. So a mutation
/// that begins a transaction (not by `begin_with`, which is refused here) can be tested within one that is rolled
/// back. While it is open everything else in this transaction waits for its end: load with the loaders of the innermost
/// one.
///
/// # Where it ends by itself
///
/// The transaction ends as well where the database or the driver ends it: the connection is lost, MySQL meets a
/// deadlock, SQLite an `OR ROLLBACK`, or a savepoint cannot begin. Whatever is asked then is
/// [`Error::TransactionEnded`], and nothing of it is committed but what MySQL commits by itself before a statement
/// like `CREATE TABLE`. So after a statement of your own, MySQL and SQLite are asked whether the transaction is still
/// open.
///
/// On PostgreSQL a statement that failed aborts the transaction: every later one fails until you roll back, at least a
/// transaction within it.
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
    /// Those within it.
    loaders: Loaders<DB>,
    /// Those that began it.
    outside: Loaders<DB>,
    transaction: Arc<Transaction<DB>>,
}

impl<DB: Dialect> Loaders<DB> {
    /// Begins a transaction on a connection of the pool, and gives loaders within it, which know nothing yet. They are
    /// configured as these are, and have the same values for scopes. Statements wait for each other, and the time limit
    /// of a batch holds for its wait as well. Of loaders that are within a transaction, it is
    /// [one within that](InTransaction#transactions-within-it).
    ///
    /// Load with what this gives while it is open: the loaders outside need a second connection. From SQLite in memory
    /// they cannot read what it has written to.
    ///
    /// # Errors
    ///
    /// [`Error::Database`] when the transaction cannot begin. Within another, [`Error::TransactionEnded`] when that is
    /// over, and [`Error::TransactionBusy`] when its connection was not free for as long as a batch may take.
    ///
    /// # Cancel safety
    ///
    /// If the future is dropped, there is no transaction. One around it may have ended.
    pub async fn begin(&self) -> Result<InTransaction<DB>, Error> {
        self.begin_by(None).await
    }

    /// The same with a statement that says how: `BEGIN ISOLATION LEVEL REPEATABLE READ` of PostgreSQL, with which all
    /// loads see the rows of one moment, or `BEGIN IMMEDIATE` of SQLite, without which a transaction that has read can
    /// be refused its first write.
    ///
    /// # Errors
    ///
    /// As for [`begin`](Self::begin), and when the statement begins no transaction. [`Error::NestedTransaction`] when
    /// these loaders are within one, which another way to begin would not change.
    ///
    /// # Cancel safety
    ///
    /// As for [`begin`](Self::begin).
    pub async fn begin_with(&self, statement: impl SqlSafeStr) -> Result<InTransaction<DB>, Error> {
        self.begin_by(Some(statement.into_sql_str())).await
    }

    async fn begin_by(&self, statement: Option<SqlStr>) -> Result<InTransaction<DB>, Error> {
        let lookup = "Loaders::begin";
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
    /// The loaders, to be handed on: in the data of a GraphQL request, for one. Clones of them do not keep the
    /// transaction open.
    #[must_use]
    pub fn loaders(&self) -> &Loaders<DB> {
        &self.loaders
    }
}

impl<DB: Dialect> InTransaction<DB> {
    /// Makes everything that was written permanent, after the statement that runs in it, if there is one, and with the
    /// transaction around it, if there is one. The loaders that began it forget what they know; those within it find
    /// nothing any more.
    ///
    /// # Errors
    ///
    /// [`Error::Database`] when the database refuses, as PostgreSQL does after any statement that failed, or when the
    /// connection is lost; the transaction is rolled back then, unless the database committed and could not say so.
    /// [`Error::TransactionEnded`] when it was over before, and [`Error::TransactionBusy`] when the connection was not
    /// free for as long as a batch may take.
    ///
    /// # Cancel safety
    ///
    /// If the future is dropped, the transaction is committed or rolled back. One around it can end by that on
    /// PostgreSQL, MySQL and MariaDB, which is [`Error::TransactionEnded`] for what follows.
    pub async fn commit(self) -> Result<(), Error> {
        // Also if this is dropped, for the database may have committed.
        let _forgets = Forgets(&self.outside);
        let lookup = "InTransaction::commit";
        self.transaction.turn(lookup).await?.commit().await.map_err(Error::database(lookup))
    }

    /// Takes back everything that was written, and waits until it is done.
    ///
    /// # Errors
    ///
    /// As for [`commit`](Self::commit), but nothing is committed in any case.
    ///
    /// # Cancel safety
    ///
    /// If the future is dropped, the transaction is rolled back nevertheless, and one around it may end as well.
    pub async fn rollback(self) -> Result<(), Error> {
        let lookup = "InTransaction::rollback";
        self.transaction.turn(lookup).await?.rollback().await.map_err(Error::database(lookup))
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

/// Has loaders forget what was found before a commit.
struct Forgets<'t, DB: Database>(&'t Loaders<DB>);

impl<DB: Database> Drop for Forgets<'_, DB> {
    fn drop(&mut self) {
        self.0.clear();
    }
}
