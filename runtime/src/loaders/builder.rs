//! How the loaders of a request are configured.

#[cfg(feature = "async-graphql")]
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use sqlx::{Database, Pool};

use super::{Inner, Loaders};
use crate::facts::scope::ScopeArgument;
use crate::loaders::shared::Handles;
use crate::scheduler::Settings;
use crate::sql::dialect::Dialect;
use crate::sql::origin::Origin;

/// The most rows of one statement, unless the builder says otherwise.
const MOST_ROWS: usize = 1_000_000;

/// Configures [`Loaders`]; see [`Loaders::builder`].
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
        let origin = Origin { pool, transaction: None, scope: Arc::default(), max_rows: MOST_ROWS };
        Self::of(origin, Settings::default())
    }

    /// Whether the loaders read from a pool, by its options, which clones of it share.
    #[cfg(feature = "async-graphql")]
    pub(crate) fn reads_from(&self, pool: &Pool<DB>) -> bool {
        Arc::ptr_eq(&self.origin.pool.connect_options(), &pool.connect_options())
    }

    pub(super) fn of(origin: Origin<DB>, settings: Settings) -> Self {
        Self { origin, settings }
    }

    /// The most keys of one statement, and of one call of a batch function whose
    /// [`MAX_BATCH_SIZE`](crate::BatchFn::MAX_BATCH_SIZE) is not smaller. The default is what the database can take, and
    /// 100 000 for batch functions.
    ///
    /// # Panics
    ///
    /// If it is 0.
    pub fn max_batch_size(mut self, keys: usize) -> Self {
        assert!(keys > 0, "`max_batch_size` must be at least 1");
        self.settings.max_batch_size = keys;
        self
    }

    /// The most rows that one statement may find, before its waiters get
    /// [`Error::TooManyRows`](crate::Error::TooManyRows) and it is given up. One row for each key is always
    /// allowed. The default is 1 000 000; `None` takes any number.
    ///
    /// # Panics
    ///
    /// If it is 0.
    pub fn max_rows(mut self, rows: impl Into<Option<usize>>) -> Self {
        let rows = rows.into().unwrap_or(usize::MAX);
        assert!(rows > 0, "`max_rows` must be at least 1");
        self.origin.max_rows = rows;
        self
    }

    /// How many batches of one lookup a request has on their way at a time: those of one that was cut, and those that
    /// follow each other where loads come one by one. What is asked beyond them gathers for the next. The default is 4.
    ///
    /// # Panics
    ///
    /// If it is 0.
    pub fn concurrency(mut self, statements: usize) -> Self {
        assert!(statements > 0, "`concurrency` must be at least 1");
        self.settings.concurrency = statements;
        self
    }

    /// Whether answers are remembered. The default is `true`.
    pub fn cache(mut self, cache: bool) -> Self {
        self.settings.cache = cache;
        self
    }

    /// How long a batch may take, be it a statement with its wait for a connection or a call of a batch function,
    /// before its waiters get
    /// [`Error::Timeout`](crate::Error::Timeout) and it is given up. The default is 30 seconds; `None` waits
    /// for ever.
    ///
    /// Giving up is on this side alone: the database is not told, and can be at work on the statement for
    /// longer. To stop it there as well, give the server a limit of its own: `statement_timeout` in PostgreSQL,
    /// `max_statement_time` in MariaDB, `max_execution_time` in MySQL.
    pub fn batch_timeout(mut self, timeout: impl Into<Option<Duration>>) -> Self {
        self.settings.batch_timeout = timeout.into();
        self
    }

    /// The loaders.
    #[must_use]
    pub fn build(self) -> Loaders<DB> {
        let Self { origin, settings } = self;
        let (turns, scoped, unscoped) = (Arc::default(), Handles::default(), Handles::default());
        let inner = Inner {
            origin,
            settings,
            turns,
            scoped,
            unscoped,
            within: Mutex::default(),
            #[cfg(feature = "async-graphql")]
            has_executed: AtomicBool::default(),
        };
        Loaders { inner: Arc::new(inner), scoped: true }
    }
}

impl<DB: Dialect> LoadersBuilder<DB> {
    /// Binds the scopes of models that name a value of this type, in place of one that was given before: see
    /// [`ScopeArgument`].
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
