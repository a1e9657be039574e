//! One request's loaders, made on first use. How they are configured stands in `builder`.

pub(crate) mod arguments;
mod builder;
mod connection;
pub(crate) mod loader;
pub(crate) mod shared;
mod transaction;

use std::fmt;
#[cfg(feature = "async-graphql")]
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use sqlx::{Database, Pool};

pub use self::builder::LoadersBuilder;
pub use self::connection::HeldConnection;
pub use self::transaction::InTransaction;
use crate::answers::found::Found;
use crate::answers::handle::{Many, One};
use crate::facts::lookup::{AnswerOf, ArgumentsOf};
use crate::facts::model::Model;
use crate::key::Key;
use crate::loaders::loader::{Loader, LoaderBuilder};
use crate::loaders::shared::{Handles, PerRequest};
use crate::queries::paged::PageFrom;
use crate::queries::pages::Pages;
use crate::queries::queried::Queried;
use crate::queries::rows::Rows;
use crate::scheduler::{Batcher, Drive, Settings, Turns, drive};
use crate::sources::batch_fn::BatchFn;
use crate::sources::source::Source;
use crate::sql::dialect::Dialect;
use crate::sql::load_from::LoadFrom;
use crate::sql::origin::Origin;
use crate::sql::query::Query;
use crate::stats::Stats;

/// One request's loaders: every lookup of every model, each made when it is first used.
///
/// A cheap handle; clones are the same loaders. What was found stays for as long as one of them lives,
/// so make new ones for each request and nothing that one user was shown can reach another.
/// `graphql::Batching` does that for every execution of a GraphQL schema.
///
/// # After a write
///
/// Answers stay as they were found, and primed rows do not replace them. After a write in the same request
/// [`clear`](Self::clear) forgets them, and what the write returned can be [`prime`](Self::prime)d then.
///
/// Statements run on connections of the pool, so they see no transaction that your own code has open there. A
/// transaction that they are to see is begun with [`begin`](Self::begin).
///
/// Outside of a transaction no connection is held except while a statement runs, so a pool of one serves any nesting.
///
/// ```
/// # async fn example() -> Result<(), Box<dyn std::error::Error>> {
/// # #[cfg(feature = "sqlite")] {
/// use batchload::Loaders;
///
/// let pool = sqlx::SqlitePool::connect("sqlite::memory:").await?;
/// let loaders = Loaders::new(pool);
/// let answer = loaders.drive(async { "what the request answers" }).await;
/// println!("{answer} after {} statements", loaders.stats().statements);
/// # }
/// # Ok(())
/// # }
/// ```
pub struct Loaders<DB: Database> {
    inner: Arc<Inner<DB>>,
    /// Whether statements obey scopes that name no value.
    scoped: bool,
}

struct Inner<DB: Database> {
    origin: Origin<DB>,
    settings: Settings,
    turns: Arc<Turns>,
    scoped: Handles,
    unscoped: Handles,
    /// What was done within transactions that have ended.
    within: Mutex<Stats>,
    /// Whether a request was executed with them.
    #[cfg(feature = "async-graphql")]
    has_executed: AtomicBool,
}

impl<DB: Database> Loaders<DB> {
    /// The loaders of one request.
    #[must_use]
    pub fn new(pool: Pool<DB>) -> Self {
        Self::builder(pool).build()
    }

    /// The loaders of one request, to be configured.
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

    /// The pool of the connections that the lookups read from. In a resolver or a handler use
    /// [`connection`](Self::connection): what you do with the pool is in no transaction that these loaders are within,
    /// and knows nothing that was set there, such as the user of a policy.
    #[must_use]
    pub fn pool(&self) -> &Pool<DB> {
        &self.inner.origin.pool
    }

    /// Runs a request so that every load in it goes in as few statements as can be, those of other loaders as well:
    /// the same as [`drive`](crate::drive()).
    pub fn drive<F: Future>(&self, request: F) -> Drive<F> {
        drive(request)
    }

    /// This request's loader of a batch function, made when it is first asked for.
    ///
    /// There is one for each type of batch function: later calls give the same loader, and `make` is not
    /// called again. So what an answer depends on belongs into the key, or the type: a batch function that is made with
    /// another size or user would not be asked.
    ///
    /// If a batch function loads something itself, give it the [`Loader`] that it needs, and not these `Loaders`: they
    /// own the batch function, so neither would ever be freed. (`graphql::Batching` breaks this circle when an
    /// execution ends, for loaders that it has made itself.)
    ///
    /// ```
    /// # use std::{collections::HashMap, convert::Infallible};
    /// # use batchload::{BatchFn, Loaders};
    /// # struct Squares;
    /// # impl BatchFn for Squares {
    /// #     type Key = u64;
    /// #     type Value = u64;
    /// #     type Error = Infallible;
    /// #     async fn load_batch(&self, keys: &[u64]) -> Result<HashMap<u64, u64>, Infallible> {
    /// #         Ok(keys.iter().map(|key| (*key, key * key)).collect())
    /// #     }
    /// # }
    /// # #[cfg(feature = "sqlite")]
    /// # async fn example(loaders: Loaders<sqlx::Sqlite>) -> Result<(), batchload::Error> {
    /// let nine = loaders.batch_fn(|| Squares).load(3).await?;
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn batch_fn<F: BatchFn>(&self, make: impl FnOnce() -> F) -> Loader<F::Key, Option<F::Value>> {
        let Inner { settings, turns, .. } = &*self.inner;
        let make = || LoaderBuilder::new(make(), *settings, Arc::clone(turns)).batcher();
        // A scope is nothing to it, so there is one with scopes and without.
        Loader::of(self.inner.scoped.get_or_make::<F, _>(make))
    }

    /// Makes rows of your own query known to every single-row lookup of their model, and hands them back.
    ///
    /// It costs nothing until one of those lookups is used. A row that is known already stays as it is, so after a
    /// write [`clear`](Self::clear) comes first. Whether the rows are within the scope of their model is not asked.
    ///
    /// ```
    /// # #[cfg(all(feature = "sqlite", feature = "macros"))]
    /// # async fn example(loaders: batchload::Loaders<sqlx::Sqlite>) -> Result<(), batchload::Error> {
    /// use batchload::{BatchLoad, Many};
    ///
    /// #[derive(sqlx::FromRow, BatchLoad)]
    /// struct Reporter {
    ///     id: i64,
    ///     name: String,
    /// }
    ///
    /// let newest = sqlx::query_as("SELECT id, name FROM reporters ORDER BY id DESC LIMIT 10");
    /// let newest: Vec<Reporter> = newest.fetch_all(&mut *loaders.connection().await?).await?;
    /// let newest: Many<Reporter> = loaders.prime(newest);
    /// // Whoever asks for one of them now asks no database.
    /// let first = Reporter::by_id(&loaders).load(newest[0].id).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn prime<M: Model>(&self, rows: Vec<M>) -> Many<M> {
        let rows = Many::from(rows);
        self.found::<M>().tell(&rows);
        rows
    }

    /// The same for one row: that of the user who asks, or what a write returned.
    pub fn prime_one<M: Model>(&self, row: M) -> One<M> {
        let row = Arc::new(vec![row]);
        self.found::<M>().tell(&Many::range(&row, 0, 1));
        One::at(&row, 0)
    }

    /// The same request's loaders without the scopes of their models: `filter = "…"` above a struct is not
    /// obeyed, unless it names a [`ScopeArgument`](crate::ScopeArgument). Nothing that one of the two found is known
    /// to the other.
    ///
    /// ```
    /// # #[cfg(all(feature = "sqlite", feature = "macros"))]
    /// # async fn example(loaders: batchload::Loaders<sqlx::Sqlite>) -> Result<(), batchload::Error> {
    /// use batchload::BatchLoad;
    ///
    /// #[derive(BatchLoad)]
    /// #[batch_load(filter = "deleted_at IS NULL")]
    /// struct Article {
    ///     id: i64,
    /// }
    ///
    /// let even_if_deleted = Article::by_id(&loaders.unscoped()).load(1).await?;
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn unscoped(&self) -> Self {
        Self { inner: Arc::clone(&self.inner), scoped: false }
    }

    /// Forgets every row, with scopes and without, so that every lookup asks again: after a write, for one.
    ///
    /// What is in flight answers those who wait for it and is not remembered.
    pub fn clear(&self) {
        self.inner.scoped.clear();
        self.inner.unscoped.clear();
    }

    /// Starts anew. The loaders forget what they know and go on for those who hold them, and nobody gets them any
    /// more.
    #[cfg(feature = "async-graphql")]
    pub(crate) fn renew(&self) {
        self.inner.scoped.renew();
        self.inner.unscoped.renew();
        *self.stats_within() = Stats::default();
    }

    /// A request that carries them is executed: the first with what they know, and every other one as if they were new.
    #[cfg(feature = "async-graphql")]
    pub(crate) fn begin_execution(&self) {
        if self.inner.has_executed.swap(true, Ordering::Relaxed) {
            self.renew();
        }
    }

    /// Whether nothing is being loaded.
    #[cfg(feature = "async-graphql")]
    pub(crate) fn is_at_rest(&self) -> bool {
        self.inner.scoped.is_at_rest() && self.inner.unscoped.is_at_rest()
    }

    /// Others that are configured alike and remember nothing.
    #[cfg(feature = "async-graphql")]
    pub(crate) fn without_cache(&self) -> Self {
        let Inner { origin, settings, .. } = &*self.inner;
        Self { scoped: self.scoped, ..LoadersBuilder::of(origin.clone(), *settings).cache(false).build() }
    }

    /// What the loaders did so far, each and in all, with scopes and without, and within transactions that they began
    /// and that have ended.
    #[must_use]
    pub fn stats(&self) -> Stats {
        let mut all = self.stats_within().clone();
        for (name, stats) in self.all().iter().filter_map(|shared| shared.stats()) {
            all.add(name, stats);
        }
        all.lookups.sort_unstable_by_key(|(name, _)| *name);
        all
    }

    fn add_stats(&self, within: &Stats) {
        self.stats_within().add_all(within);
    }

    fn stats_within(&self) -> MutexGuard<'_, Stats> {
        self.inner.within.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether answers are remembered.
    pub(crate) fn keeps(&self) -> bool {
        self.inner.settings.cache
    }

    fn origin(&self) -> Origin<DB> {
        let mut origin = self.inner.origin.clone();
        if !self.scoped {
            origin.scope = Arc::new(origin.scope.lifted());
        }
        origin
    }

    fn handles(&self) -> &Handles {
        if self.scoped { &self.inner.scoped } else { &self.inner.unscoped }
    }

    fn all(&self) -> Vec<Arc<dyn PerRequest>> {
        let mut all = self.inner.scoped.all();
        all.extend(self.inner.unscoped.all());
        all
    }

    fn found<M: Model>(&self) -> Arc<Found<M>> {
        self.handles().get_or_make::<Found<M>, _>(|| Arc::new(Found::new(self.keeps())))
    }
}

/// The loader of a source.
type LoaderOf<S> = Loader<<S as Source>::Key, <S as Source>::Answer>;

impl<DB: Dialect> Loaders<DB> {
    /// The loader of a lookup; what `Model::by_field(&loaders)` calls.
    #[must_use]
    pub fn lookup<L: LoadFrom<DB, Arguments = ()>>(&self) -> Loader<L::Key, AnswerOf<L>> {
        self.lookup_with::<L>(())
    }

    /// The loader of a lookup for a set of arguments; equal ones share it.
    #[must_use]
    pub fn lookup_with<L: LoadFrom<DB>>(&self, arguments: L::Arguments) -> Loader<L::Key, AnswerOf<L>> {
        self.loader(L::NAME, arguments, |arguments| {
            Rows::<L, DB>::new(self.origin(), arguments, self.found())
        })
    }

    /// The loader of a relation's pages for a set of arguments; equal ones share it.
    pub(crate) fn pages<P: PageFrom<DB>>(&self, arguments: ArgumentsOf<P::Lookup>) -> LoaderOf<Pages<P, DB>> {
        self.loader(P::NAME, arguments, |arguments| {
            Pages::<P, DB>::new(self.origin(), arguments, self.found())
        })
    }

    /// The loader of a query for a set of arguments; equal ones share it.
    pub(crate) fn query<Q: Query<DB>>(&self, arguments: Q::Arguments) -> LoaderOf<Queried<Q, DB>> {
        self.loader(Q::NAME, arguments, |arguments| Queried::<Q, DB>::new(self.origin(), arguments))
    }

    fn loader<S: Source, A: Key>(
        &self,
        name: &'static str,
        arguments: A,
        source: impl FnOnce(A) -> S,
    ) -> LoaderOf<S> {
        let Inner { settings, turns, .. } = &*self.inner;
        Loader::of(arguments::batcher::<S, _>(self.handles(), arguments, |arguments| {
            Batcher::new(source(arguments), Settings { name, ..*settings }, Arc::clone(turns))
        }))
    }
}

impl<DB: Database> Clone for Loaders<DB> {
    fn clone(&self) -> Self {
        Self { inner: Arc::clone(&self.inner), scoped: self.scoped }
    }
}

impl<DB: Database> fmt::Debug for Loaders<DB> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Loaders").field("database", &DB::NAME).finish_non_exhaustive()
    }
}
