//! One request's loaders, made on first use. How they are configured stands in `builder`.

mod builder;

use std::fmt;
use std::sync::{Arc, OnceLock};

use sqlx::{Database, Pool};

pub use self::builder::LoadersBuilder;
use crate::answers::Answers;
use crate::arguments;
use crate::batch_fn::BatchFn;
use crate::dialect::Dialect;
use crate::found::Found;
use crate::handle::Many;
use crate::loader::{Builder, Loader};
use crate::lookup::{Key, LoadFrom, Lookup};
use crate::model::Model;
use crate::paged::PageFrom;
use crate::pages::{ArgumentsOf, Pages};
use crate::query::{All, Query};
use crate::rows::Rows;
use crate::scheduler::{Batcher, Drive, Settings, Turns, drive};
use crate::shared::{Handles, Shared};
use crate::source::Source;
use crate::stats::Stats;

/// One request's loaders: every lookup of every model, each made when it is first used.
///
/// A cheap handle; clones are the same loaders. What was found stays for as long as one of them lives,
/// so make new ones for each request and nothing that one user was shown can reach another. The GraphQL
/// extension does that for every execution.
///
/// No connection is held except while a statement runs, so a pool of one serves any nesting.
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
}

struct Inner<DB: Database> {
    pool: Pool<DB>,
    settings: Settings,
    most_rows: usize,
    turns: Arc<Turns>,
    /// Whether statements obey the scopes of their models.
    scoped: bool,
    handles: Handles,
    /// The same without scopes, once somebody asked for them.
    unscoped: OnceLock<Loaders<DB>>,
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

    /// The pool that the lookups read from.
    #[must_use]
    pub fn pool(&self) -> &Pool<DB> {
        &self.inner.pool
    }

    /// Runs a request so that every load in it goes in as few statements as can be: see
    /// [`drive`](crate::drive()).
    pub fn drive<F: Future>(&self, request: F) -> Drive<F> {
        drive(request)
    }

    /// This request's loader of a batch function, made when it is first asked for.
    ///
    /// There is one for each type of batch function: later calls give the same loader, and `make` is not
    /// called again.
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
    pub fn batch_fn<F: BatchFn>(&self, make: impl FnOnce() -> F) -> Loader<F> {
        let Inner { settings, turns, handles, .. } = &*self.inner;
        let make = || Builder::of(make(), *settings, Arc::clone(turns)).batcher();
        Loader::of(handles.get_or_make::<F, _>(make))
    }

    /// Makes rows of your own query known to every single-row lookup of their model, and hands them back.
    ///
    /// It costs nothing until one of those lookups is used.
    ///
    /// ```
    /// # use batchload::{Loaders, Many, Model};
    /// # fn example<M: Model>(loaders: &Loaders<impl sqlx::Database>, rows: Vec<M>) {
    /// let rows: Many<M> = loaders.prime(rows);
    /// # }
    /// ```
    pub fn prime<M: Model>(&self, rows: Vec<M>) -> Many<M> {
        let rows = Many::from(rows);
        if self.inner.settings.cache {
            self.found::<M>().tell(&rows);
        }
        rows
    }

    /// The same request's loaders without the scopes of their models: `filter = "…"` above a struct is
    /// not obeyed. Nothing that one of the two found is known to the other.
    ///
    /// ```
    /// # use batchload::{Dialect, Error, LoadFrom, Loaders, Model};
    /// # async fn example<M: Model, DB: Dialect>(loaders: &Loaders<DB>) where M::ById: LoadFrom<DB> {
    /// let deleted_as_well = loaders.unscoped();
    /// # }
    /// ```
    #[must_use]
    pub fn unscoped(&self) -> Self {
        if !self.inner.scoped {
            return self.clone();
        }
        let make = || {
            let Inner { pool, settings, most_rows, turns, .. } = &*self.inner;
            Inner::new(pool.clone(), *settings, *most_rows, Arc::clone(turns), false).into()
        };
        self.inner.unscoped.get_or_init(make).clone()
    }

    /// Forgets every row, so that every lookup asks again: after a write, for one.
    ///
    /// What is in flight answers those who wait for it and is not remembered.
    pub fn clear(&self) {
        for shared in self.all() {
            shared.clear();
        }
    }

    /// Starts anew, and says what was done so far. The loaders go on for those who hold them, and nobody
    /// gets them any more.
    #[cfg(feature = "async-graphql")]
    pub(crate) fn renew(&self) -> Stats {
        let spent = self.stats();
        self.inner.handles.renew();
        if let Some(unscoped) = self.inner.unscoped.get() {
            unscoped.inner.handles.renew();
        }
        spent
    }

    /// What the loaders did so far, each and in all.
    #[must_use]
    pub fn stats(&self) -> Stats {
        let mut all = Stats::default();
        for (name, stats) in self.all().iter().filter_map(|shared| shared.stats()) {
            all.add(name, stats);
        }
        all.lookups.sort_unstable_by_key(|(name, _)| *name);
        all
    }

    /// Whether answers are remembered.
    pub(crate) fn keeps(&self) -> bool {
        self.inner.settings.cache
    }

    fn all(&self) -> Vec<Arc<dyn Shared>> {
        let unscoped = self.inner.unscoped.get().map(|loaders| loaders.inner.handles.all());
        let mut all = self.inner.handles.all();
        all.extend(unscoped.unwrap_or_default());
        all
    }

    fn found<M: Model>(&self) -> Arc<Found<M>> {
        self.inner.handles.get_or_make::<Found<M>, _>(Arc::default)
    }
}

impl<DB: Dialect> Loaders<DB> {
    /// The loader of a lookup; what `Model::by_field(&loaders)` calls.
    #[must_use]
    pub fn lookup<L: LoadFrom<DB, Arguments = ()>>(&self) -> Loader<Rows<L, DB>> {
        self.lookup_with(())
    }

    /// The loader of a lookup for a set of arguments; equal ones share it.
    #[must_use]
    pub fn lookup_with<L: LoadFrom<DB>>(&self, arguments: L::Arguments) -> Loader<Rows<L, DB>> {
        let Inner { pool, settings, most_rows, scoped, .. } = &*self.inner;
        self.loader(L::NAME, arguments, |arguments| {
            let found = self.found::<<L as Lookup>::Model>();
            Rows::new(pool.clone(), All::new(arguments, *scoped), found, settings.cache, *most_rows)
        })
    }

    /// The loader of a relation's pages for a set of arguments; equal ones share it.
    pub(crate) fn pages<P: PageFrom<DB>>(&self, arguments: ArgumentsOf<P>) -> Loader<Pages<P, DB>> {
        let Inner { pool, settings, most_rows, scoped, .. } = &*self.inner;
        self.loader(P::NAME, arguments, |arguments| {
            let found = self.found::<<P::Lookup as Lookup>::Model>();
            Pages::new(pool.clone(), arguments, *scoped, found, settings.cache, *most_rows)
        })
    }

    /// The loader of a query for a set of arguments. It is made of them, and of whether scopes are obeyed.
    pub(crate) fn answers<Q: Query<DB>, A: Key>(
        &self,
        arguments: A,
        query: impl FnOnce(A, bool) -> Q,
    ) -> Loader<Answers<Q, DB>> {
        let Inner { pool, most_rows, scoped, .. } = &*self.inner;
        self.loader(Q::NAME, arguments, |arguments| {
            Answers::new(pool.clone(), query(arguments, *scoped), *most_rows)
        })
    }

    fn loader<S: Source, A: Key>(
        &self,
        name: &'static str,
        arguments: A,
        source: impl FnOnce(A) -> S,
    ) -> Loader<S> {
        let Inner { settings, turns, handles, .. } = &*self.inner;
        Loader::of(arguments::batcher::<S, _>(handles, arguments, |arguments| {
            Batcher::new(source(arguments), Settings { name, ..*settings }, Arc::clone(turns))
        }))
    }
}

impl<DB: Database> Inner<DB> {
    fn new(pool: Pool<DB>, settings: Settings, most_rows: usize, turns: Arc<Turns>, scoped: bool) -> Self {
        let handles = Handles::default();
        Self { pool, settings, most_rows, turns, scoped, handles, unscoped: OnceLock::new() }
    }
}

impl<DB: Database> From<Inner<DB>> for Loaders<DB> {
    fn from(inner: Inner<DB>) -> Self {
        Self { inner: Arc::new(inner) }
    }
}

impl<DB: Database> Clone for Loaders<DB> {
    fn clone(&self) -> Self {
        Self { inner: Arc::clone(&self.inner) }
    }
}

impl<DB: Database> fmt::Debug for Loaders<DB> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Loaders").field("database", &DB::NAME).finish_non_exhaustive()
    }
}
