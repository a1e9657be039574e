//! Configures the loaders of a request.

#[cfg(feature = "async-graphql")]
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use sqlx::{Database, Pool};

use super::{Inner, Loaders};
use crate::facts::scope::ScopeArgument;
use crate::loaders::shared::SharedEntries;
use crate::scheduler::Settings;
use crate::sql::dialect::Dialect;
use crate::sql::origin::Origin;

/// The most rows of one statement, unless the builder sets another limit.
const DEFAULT_MAX_ROWS: usize = 1_000_000;

// In this module, because rustdoc lists the methods of each module in turn, and these come first.
impl<DB: Database> Loaders<DB> {
    /// Creates the loaders of one request.
    #[must_use]
    pub fn new(pool: Pool<DB>) -> Self {
        Self::builder(pool).build()
    }

    /// Returns a builder for the loaders of one request.
    ///
    /// ```
    /// # #[cfg(feature = "sqlite")]
    /// # fn example(pool: sqlx::SqlitePool) {
    /// use std::time::Duration;
    /// use batchload::Loaders;
    ///
    /// let loaders = Loaders::builder(pool).batch_timeout(Duration::from_secs(5)).build();
    /// # }
    /// ```
    pub fn builder(pool: Pool<DB>) -> LoadersBuilder<DB> {
        LoadersBuilder::new(pool)
    }
}

/// A builder for [`Loaders`]; see [`Loaders::builder`].
#[derive(Debug)]
#[must_use = "a builder does nothing until `build`"]
pub struct LoadersBuilder<DB: Database> {
    origin: Origin<DB>,
    settings: Settings,
}

impl<DB: Database> Clone for LoadersBuilder<DB> {
    fn clone(&self) -> Self {
        Self { origin: self.origin.clone(), settings: self.settings }
    }
}

impl<DB: Database> LoadersBuilder<DB> {
    pub(super) fn new(pool: Pool<DB>) -> Self {
        let origin = Origin { pool, transaction: None, scope: Arc::default(), max_rows: DEFAULT_MAX_ROWS };
        Self::of(origin, Settings::default())
    }

    /// Returns whether the loaders read from this pool. Compares the connect options, because clones of a pool share
    /// them.
    #[cfg(feature = "async-graphql")]
    pub(crate) fn reads_from(&self, pool: &Pool<DB>) -> bool {
        Arc::ptr_eq(&self.origin.pool.connect_options(), &pool.connect_options())
    }

    pub(super) fn of(origin: Origin<DB>, settings: Settings) -> Self {
        Self { origin, settings }
    }

    /// Sets the most keys of one statement, and of one call of a batch function. The default is what the database can
    /// take, and 100 000 for batch functions. A batch function with a smaller
    /// [`MAX_BATCH_SIZE`](crate::BatchFn::MAX_BATCH_SIZE) keeps that.
    ///
    /// # Panics
    ///
    /// Panics if `keys` is 0.
    pub fn max_batch_size(mut self, keys: usize) -> Self {
        assert!(keys > 0, "`max_batch_size` must be at least 1");
        self.settings.max_batch_size = keys;
        self
    }

    /// Sets the most rows that one statement may find. The default is 1 000 000; `None` sets no limit.
    ///
    /// If a statement finds more, it is given up, and its waiters get
    /// [`Error::TooManyRows`](crate::Error::TooManyRows). One row for each key is always allowed.
    ///
    /// # Panics
    ///
    /// Panics if `rows` is 0.
    pub fn max_rows(mut self, rows: impl Into<Option<usize>>) -> Self {
        let rows = rows.into().unwrap_or(usize::MAX);
        assert!(rows > 0, "`max_rows` must be at least 1");
        self.origin.max_rows = rows;
        self
    }

    /// Sets how many batches of one lookup a request may have in flight at a time. The default is 4.
    ///
    /// This limits the parts of a batch that was cut and, under [`drive`](crate::drive()), batches that follow each
    /// other because loads come one by one. Keys that are asked beyond the limit gather for the next batch.
    ///
    /// # Panics
    ///
    /// Panics if `batches` is 0.
    pub fn concurrency(mut self, batches: usize) -> Self {
        assert!(batches > 0, "`concurrency` must be at least 1");
        self.settings.concurrency = batches;
        self
    }

    /// Sets whether answers are remembered. The default is `true`.
    pub fn cache(mut self, cache: bool) -> Self {
        self.settings.cache = cache;
        self
    }

    /// Sets how long a batch may take before its waiters get [`Error::Timeout`](crate::Error::Timeout) and it is given
    /// up. The default is 30 seconds; `None` sets no limit. A batch is a statement with its wait for a connection, or a
    /// call of a batch function.
    ///
    /// Giving up a statement happens on this side alone: the database is not told, and may work on the statement for
    /// longer. To stop it there as well, set a limit of the server: `statement_timeout` in PostgreSQL,
    /// `max_statement_time` in MariaDB, `max_execution_time` in MySQL.
    pub fn batch_timeout(mut self, timeout: impl Into<Option<Duration>>) -> Self {
        self.settings.batch_timeout = timeout.into();
        self
    }

    /// Builds the loaders.
    #[must_use]
    pub fn build(self) -> Loaders<DB> {
        let Self { origin, settings } = self;
        let (shared_turn, scoped, unscoped) =
            (Arc::default(), SharedEntries::default(), SharedEntries::default());
        let inner = Inner {
            origin,
            settings,
            shared_turn,
            scoped,
            unscoped,
            ended_stats: Mutex::default(),
            #[cfg(feature = "async-graphql")]
            has_executed: AtomicBool::default(),
        };
        Loaders { inner: Arc::new(inner), scoped: true }
    }
}

impl<DB: Dialect> LoadersBuilder<DB> {
    /// Binds `value` in the scopes of models that name its type: see [`ScopeArgument`]. It replaces a value of the same
    /// type that was given before.
    ///
    /// ```
    /// # #[cfg(feature = "sqlite")]
    /// # fn example(pool: sqlx::SqlitePool) {
    /// use batchload::{Loaders, ScopeArgument};
    ///
    /// #[derive(sqlx::Type)]
    /// #[sqlx(transparent)]
    /// struct TenantId(i64);
    ///
    /// impl ScopeArgument for TenantId {}
    ///
    /// let loaders = Loaders::builder(pool).scoped_by(TenantId(7)).build();
    /// # }
    /// ```
    pub fn scoped_by<A>(mut self, value: A) -> Self
    where
        A: ScopeArgument + sqlx::Type<DB> + for<'q> sqlx::Encode<'q, DB>,
    {
        Arc::make_mut(&mut self.origin.scope).set(value);
        self
    }
}
