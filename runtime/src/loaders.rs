//! The loaders of one request, each made on first use. `builder` configures them.

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
pub use self::connection::{Connections, HeldConnection};
pub use self::transaction::InTransaction;
use crate::answers::found_rows::FoundRows;
use crate::answers::handle::{Many, One};
use crate::facts::lookup::{AnswerOf, ArgumentsOf};
use crate::facts::model::Model;
use crate::key::Key;
use crate::loaders::loader::{Loader, LoaderBuilder};
use crate::loaders::shared::{SharedEntries, SharedEntry};
use crate::queries::page_source::PageSource;
use crate::queries::paged::PageFrom;
use crate::queries::query_source::QuerySource;
use crate::queries::row_source::RowSource;
use crate::scheduler::{Batcher, Drive, Settings, SharedTurn, drive};
use crate::sources::batch_fn::BatchFn;
use crate::sources::source::Source;
use crate::sql::dialect::Dialect;
use crate::sql::load_from::LoadFrom;
use crate::sql::origin::Origin;
use crate::sql::query::Query;
use crate::stats::Stats;

/// The loaders of one request: one for every lookup of every model, each made when it is first used.
///
/// `Loaders` is a cheap handle, and its clones share the same loaders. Found rows stay for as long as one of the clones
/// lives. Make new `Loaders` for each request, so that no user can see what was loaded for another. `graphql::Batching`
/// does that for every execution of a GraphQL schema.
///
/// # After a write
///
/// Loaders keep an answer as they found it, and primed rows do not replace it. After a write in the same request,
/// [`clear`](Self::clear) makes the loaders forget their answers. Then you can [`prime`](Self::prime) the rows that the
/// write returned.
///
/// Statements run on connections of the pool, so they do not see a transaction that your own code has open there. To
/// load within a transaction, begin it with [`begin`](Self::begin).
///
/// Outside of a transaction, loaders hold a connection only while a statement runs, so a pool of one connection serves
/// any nesting of loads.
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
    /// Whether statements obey the scopes that take no argument.
    scoped: bool,
}

struct Inner<DB: Database> {
    origin: Origin<DB>,
    settings: Settings,
    shared_turn: Arc<SharedTurn>,
    scoped: SharedEntries,
    unscoped: SharedEntries,
    /// The statistics of transactions that have ended.
    ended_stats: Mutex<Stats>,
    /// Whether a request was executed with these loaders.
    #[cfg(feature = "async-graphql")]
    has_executed: AtomicBool,
}

impl<DB: Database> Loaders<DB> {
    /// Returns the pool that the lookups take their connections from.
    ///
    /// In a resolver or a handler, use [`connection`](Self::connection) instead. If these loaders are within a
    /// transaction, statements that you run on the pool are not, and they do not see what was set in the transaction,
    /// such as the user of a policy.
    #[must_use]
    pub fn pool(&self) -> &Pool<DB> {
        &self.inner.origin.pool
    }

    /// Runs a request so that all of its loads, including those of other loaders, take as few statements as possible.
    /// This is the same as [`drive`](crate::drive()).
    pub fn drive<F: Future>(&self, request: F) -> Drive<F> {
        drive(request)
    }

    /// Returns this request's loader of a batch function, made on the first call.
    ///
    /// There is one loader for each type of batch function: later calls return the same loader and do not call `make`.
    /// So put everything that an answer depends on into the key or into the type. If a later `make` would create the
    /// batch function with another size or user, that batch function would never be asked.
    ///
    /// If a batch function loads something itself, give it the [`Loader`] that it needs. If it has SQL of its own, give
    /// it the [`connections`](Self::connections). Do not give it these `Loaders`: they own the batch function, so
    /// neither would ever be freed. (`graphql::Batching` breaks this cycle when an execution ends, but only for loaders
    /// that it has made itself.)
    ///
    /// ```
    /// # use std::convert::Infallible;
    /// # use batchload::{BatchFn, Found, Loaders};
    /// # struct Squares;
    /// # impl BatchFn for Squares {
    /// #     type Key = u64;
    /// #     type Value = u64;
    /// #     type Error = Infallible;
    /// #     async fn load_batch(&self, keys: &[u64]) -> Result<Found<u64, u64>, Infallible> {
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
        let Inner { settings, shared_turn, .. } = &*self.inner;
        let make = || LoaderBuilder::new(make(), *settings, Arc::clone(shared_turn)).batcher();
        // Scopes do not apply to batch functions, so the loaders with and without scopes share this loader.
        Loader::of(self.inner.scoped.get_or_make::<F, _>(make))
    }

    /// Makes rows of your own query known to every single-row lookup of their model, and returns them.
    ///
    /// This costs nothing until one of those lookups is used. It does not replace a row that is already known, so after
    /// a write call [`clear`](Self::clear) first. It does not check whether the rows are within the scope of their
    /// model, nor whether your query selected all columns: a field with `#[sqlx(default)]` that the query left out has
    /// its default for the rest of the request, unless it is [`Lazy`](crate::Lazy).
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
        self.found::<M>().note(&rows);
        rows
    }

    /// Makes one row known, like [`prime`](Self::prime): the row of the current user, or the row that a write returned.
    pub fn prime_one<M: Model>(&self, row: M) -> One<M> {
        let row = Arc::new(vec![row]);
        self.found::<M>().note(&Many::range(&row, 0, 1));
        One::at(&row, 0)
    }

    /// Returns loaders of the same request that ignore the scopes of their models.
    ///
    /// Their statements do not obey a `filter = "…"` above a struct, unless it names a
    /// [`ScopeArgument`](crate::ScopeArgument). Loaders with and without scopes do not know each other's found rows.
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

    /// Forgets every answer, with and without scopes, so that every loader asks again, for example after a write.
    ///
    /// A batch in flight still answers the loads that wait for it, but its answers are not remembered.
    pub fn clear(&self) {
        self.inner.scoped.clear();
        self.inner.unscoped.clear();
    }

    /// Removes all loaders, so that later calls make new ones. A handle that is still held keeps working, but has
    /// forgotten its answers.
    #[cfg(feature = "async-graphql")]
    pub(crate) fn renew(&self) {
        self.inner.scoped.renew();
        self.inner.unscoped.renew();
        *self.lock_ended_stats() = Stats::default();
    }

    /// Prepares these loaders for the execution of a request that carries them. The first execution keeps what they
    /// know; every later one starts empty.
    #[cfg(feature = "async-graphql")]
    pub(crate) fn begin_execution(&self) {
        if self.inner.has_executed.swap(true, Ordering::Relaxed) {
            self.renew();
        }
    }

    /// Returns whether nothing is being loaded.
    #[cfg(feature = "async-graphql")]
    pub(crate) fn is_at_rest(&self) -> bool {
        self.inner.scoped.is_at_rest() && self.inner.unscoped.is_at_rest()
    }

    /// Returns loaders with the same configuration, but without a cache.
    #[cfg(feature = "async-graphql")]
    pub(crate) fn without_cache(&self) -> Self {
        let Inner { origin, settings, .. } = &*self.inner;
        Self { scoped: self.scoped, ..LoadersBuilder::of(origin.clone(), *settings).cache(false).build() }
    }

    /// Returns what the loaders have done so far, for each loader and in total. This includes loaders with and without
    /// scopes, and the transactions that they began and that have ended.
    #[must_use]
    pub fn stats(&self) -> Stats {
        let mut all = self.lock_ended_stats().clone();
        for (name, stats) in self.all().iter().filter_map(|entry| entry.stats()) {
            all.add(name, stats);
        }
        all.lookups.sort_unstable_by_key(|(name, _)| *name);
        all
    }

    fn add_stats(&self, stats: &Stats) {
        self.lock_ended_stats().add_all(stats);
    }

    fn lock_ended_stats(&self) -> MutexGuard<'_, Stats> {
        self.inner.ended_stats.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Returns whether answers are remembered.
    pub(crate) fn has_cache(&self) -> bool {
        self.inner.settings.cache
    }

    pub(crate) fn origin(&self) -> Origin<DB> {
        let mut origin = self.inner.origin.clone();
        if !self.scoped {
            origin.scope = Arc::new(origin.scope.without_liftable());
        }
        origin
    }

    fn entries(&self) -> &SharedEntries {
        if self.scoped { &self.inner.scoped } else { &self.inner.unscoped }
    }

    fn all(&self) -> Vec<Arc<dyn SharedEntry>> {
        let mut all = self.inner.scoped.all();
        all.extend(self.inner.unscoped.all());
        all
    }

    fn found<M: Model>(&self) -> Arc<FoundRows<M>> {
        self.entries().get_or_make::<FoundRows<M>, _>(|| Arc::new(FoundRows::new(self.has_cache())))
    }
}

/// The loader of a source.
type LoaderOf<S> = Loader<<S as Source>::Key, <S as Source>::Answer>;

impl<DB: Dialect> Loaders<DB> {
    /// Returns the loader of a lookup. `Model::by_field(&loaders)` calls this.
    #[must_use]
    pub fn lookup<L: LoadFrom<DB, Arguments = ()>>(&self) -> Loader<L::Key, AnswerOf<L>> {
        self.lookup_with::<L>(())
    }

    /// Returns the loader of a lookup for a set of arguments. Equal arguments share a loader.
    pub(crate) fn lookup_with<L: LoadFrom<DB>>(
        &self,
        arguments: L::Arguments,
    ) -> Loader<L::Key, AnswerOf<L>> {
        self.loader(L::NAME, arguments, |arguments| {
            RowSource::<L, DB>::new(self.origin(), arguments, self.found())
        })
    }

    /// Returns the loader of a relation's pages for a set of arguments. Equal arguments share a loader.
    pub(crate) fn pages<P: PageFrom<DB>>(
        &self,
        arguments: ArgumentsOf<P::Lookup>,
    ) -> LoaderOf<PageSource<P, DB>> {
        self.loader(P::NAME, arguments, |arguments| {
            PageSource::<P, DB>::new(self.origin(), arguments, self.found())
        })
    }

    /// Returns the loader of a query for a set of arguments. Equal arguments share a loader.
    pub(crate) fn query<Q: Query<DB>>(&self, arguments: Q::Arguments) -> LoaderOf<QuerySource<Q, DB>> {
        self.loader(Q::NAME, arguments, |arguments| QuerySource::<Q, DB>::new(self.origin(), arguments))
    }

    fn loader<S: Source, A: Key>(
        &self,
        name: &'static str,
        arguments: A,
        source: impl FnOnce(A) -> S,
    ) -> LoaderOf<S> {
        let Inner { settings, shared_turn, .. } = &*self.inner;
        Loader::of(arguments::batcher::<S, _>(self.entries(), arguments, |arguments| {
            Batcher::new(source(arguments), Settings { name, ..*settings }, Arc::clone(shared_turn))
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
