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
use crate::sql::transaction::{Transaction, Turn};

/// Loaders whose statements run within one transaction, one after the other: see [`Loaders::begin`].
///
/// They see what the transaction wrote, and what it has set for itself. It is used wherever [`Loaders`] are, and in the
/// same way: write with their [`connection`](Loaders::connection), and after a write [`clear`](Loaders::clear) them.
/// End it with [`commit`](Self::commit). If it is dropped instead, it is rolled back as soon as no statement runs in
/// it.
///
/// The transaction ends as well where the database or the driver ends it: the connection is lost, MySQL meets a
/// deadlock, or a savepoint cannot begin. Whatever is asked then is [`Error::TransactionEnded`], and nothing of it is
/// committed. On PostgreSQL nothing can be loaded in a transaction after a statement failed, but all that there is to
/// do is to roll back, or to a savepoint.
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
    /// configured as these are, and have the same values for scopes. Statements wait for each other, and the time limit
    /// of a batch holds for its wait as well.
    ///
    /// Load with these while it is open: the loaders outside need a second connection. From SQLite in memory they
    /// cannot read what it has written to.
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

    /// The same with a statement that says how: `BEGIN ISOLATION LEVEL REPEATABLE READ` of PostgreSQL, with which all
    /// loads see the rows of one moment, or `BEGIN IMMEDIATE` of SQLite, without which a transaction that has read can
    /// be refused its first write.
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
    /// The loaders, to be handed on: in the data of a GraphQL request, for one. Clones of them do not keep the
    /// transaction open.
    #[must_use]
    pub fn loaders(&self) -> &Loaders<DB> {
        &self.loaders
    }

    /// Makes everything that was written permanent, after the statement that runs in it, if there is one. The loaders
    /// that began it forget what they know; those within it find nothing any more.
    ///
    /// # Errors
    ///
    /// [`Error::Query`] when the database refuses, also because a load failed before, or when the connection is lost;
    /// the transaction is rolled back then, unless the database committed and could not say so.
    /// [`Error::TransactionEnded`] when it was over before, and [`Error::TransactionBusy`] when the connection was not
    /// free for as long as a batch may take.
    ///
    /// On PostgreSQL, a transaction in which a statement of your own failed is rolled back by a commit without an
    /// error.
    ///
    /// # Cancel safety
    ///
    /// If the future is dropped, the transaction is committed or rolled back.
    pub async fn commit(self) -> Result<(), Error> {
        // Also if this is dropped, for the database may have committed.
        let _forgets = Forgets(&self.outside);
        Ok(self.turn("InTransaction::commit").await?.commit().await?)
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
        Ok(self.turn("InTransaction::roll_back").await?.roll_back().await?)
    }

    async fn turn(&self, lookup: &'static str) -> Result<Turn<'_, DB>, Error> {
        let turn = self.loaders.in_time(lookup, async { Ok(self.transaction.turn().await?) }).await?;
        turn.ok_or(Error::TransactionEnded { lookup })
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
