//! Loaders in async-graphql: fresh ones for every execution, which is driven, and rows as output types.

use std::any::type_name;
use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

use async_graphql::dataloader;
use async_graphql::extensions::{Extension, ExtensionContext, ExtensionFactory, NextExecute};
use async_graphql::parser::types::Field;
use async_graphql::registry::Registry;
use async_graphql::resolver_utils::resolve_list;
use async_graphql::{
    ContextBase, ContextSelectionSet, Data, OutputType, Positioned, Response, ServerResult, Value,
    async_trait::async_trait, value,
};
use sqlx::{Database, Pool};

use crate::batch_fn::BatchFn;
use crate::lookup::Key;
use crate::{Error, Loaders, LoadersBuilder, Many, One, Stats, drive};

/// The extension that gives every execution loaders of its own, and drives it.
///
/// Every query, every mutation and every event of a subscription starts with empty loaders, so nothing
/// that one user was shown can reach another. Resolvers reach them through
/// [`ctx.loaders()`](GetLoaders::loaders).
///
/// ```
/// # #[cfg(feature = "sqlite")] {
/// use async_graphql::{EmptyMutation, EmptySubscription, Object, Schema};
/// use batchload::graphql::Batching;
///
/// struct Query;
///
/// #[Object]
/// impl Query {
///     async fn answer(&self) -> i32 {
///         42
///     }
/// }
///
/// # async fn example() -> sqlx::Result<()> {
/// let pool = sqlx::SqlitePool::connect("sqlite::memory:").await?;
/// let schema = Schema::build(Query, EmptyMutation, EmptySubscription)
///     .extension(Batching::new(pool))
///     .finish();
/// # Ok(())
/// # }
/// # }
/// ```
pub struct Batching<DB: Database> {
    loaders: LoadersBuilder<DB>,
    reports: bool,
}

impl<DB: Database> Batching<DB> {
    /// Loaders that read from a pool, as [`Loaders::new`] makes them.
    #[must_use]
    pub fn new(pool: Pool<DB>) -> Self {
        Self::of(Loaders::builder(pool))
    }

    /// Loaders as a builder makes them.
    ///
    /// ```
    /// # #[cfg(feature = "sqlite")]
    /// # fn example(pool: sqlx::SqlitePool) {
    /// use std::time::Duration;
    /// use batchload::{Loaders, graphql::Batching};
    ///
    /// let batching = Batching::of(Loaders::builder(pool).batch_timeout(Duration::from_secs(5)));
    /// # }
    /// ```
    #[must_use]
    pub fn of(loaders: LoadersBuilder<DB>) -> Self {
        Self { loaders, reports: false }
    }

    /// Puts what an execution cost into its response, as the extension `batchload`: loads, hits,
    /// statements, keys and rows. The default is not to.
    #[must_use]
    pub fn report(mut self, reports: bool) -> Self {
        self.reports = reports;
        self
    }
}

impl<DB: Database> Clone for Batching<DB> {
    fn clone(&self) -> Self {
        Self { loaders: self.loaders.clone(), reports: self.reports }
    }
}

impl<DB: Database> fmt::Debug for Batching<DB> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Batching").field("database", &DB::NAME).finish_non_exhaustive()
    }
}

impl<DB: Database> ExtensionFactory for Batching<DB> {
    fn create(&self) -> Arc<dyn Extension> {
        Arc::new(self.clone())
    }
}

#[async_trait]
impl<DB: Database> Extension for Batching<DB> {
    async fn execute(
        &self,
        ctx: &ExtensionContext<'_>,
        operation_name: Option<&str>,
        next: NextExecute<'_>,
    ) -> Response {
        let loaders = self.loaders.clone().build();
        let mut data = Data::default();
        data.insert(loaders.clone());
        let response = drive(next.run_with_data(ctx, operation_name, data)).await;
        if self.reports { response.extension("batchload", report(&loaders.stats())) } else { response }
    }
}

fn report(stats: &Stats) -> Value {
    value!({
        "loads": stats.loads,
        "hits": stats.hits,
        "statements": stats.statements,
        "keys": stats.keys,
        "rows": stats.rows,
    })
}

/// How a resolver reaches the loaders of its execution.
pub trait GetLoaders<'a> {
    /// The loaders that read from `DB`.
    ///
    /// # Errors
    ///
    /// [`Error::MissingLoaders`] when the schema has no [`Batching`] for `DB`.
    ///
    /// ```
    /// # #[cfg(feature = "sqlite")] {
    /// use async_graphql::{Context, Object};
    /// use batchload::graphql::GetLoaders;
    /// use sqlx::Sqlite;
    ///
    /// struct Query;
    ///
    /// #[Object]
    /// impl Query {
    ///     async fn statements(&self, ctx: &Context<'_>) -> async_graphql::Result<u64> {
    ///         Ok(ctx.loaders::<Sqlite>()?.stats().statements)
    ///     }
    /// }
    /// # }
    /// ```
    fn loaders<DB: Database>(&self) -> Result<&'a Loaders<DB>, Error>;
}

impl<'a, T> GetLoaders<'a> for ContextBase<'a, T> {
    fn loaders<DB: Database>(&self) -> Result<&'a Loaders<DB>, Error> {
        self.data_opt().ok_or(Error::MissingLoaders { database: DB::NAME })
    }
}

/// Resolves like the row itself.
impl<T: OutputType> OutputType for One<T> {
    fn type_name() -> Cow<'static, str> {
        T::type_name()
    }

    fn qualified_type_name() -> String {
        T::qualified_type_name()
    }

    fn create_type_info(registry: &mut Registry) -> String {
        T::create_type_info(registry)
    }

    async fn resolve(&self, ctx: &ContextSelectionSet<'_>, field: &Positioned<Field>) -> ServerResult<Value> {
        T::resolve(self, ctx, field).await
    }
}

/// Resolves like a list of rows.
impl<T: OutputType> OutputType for Many<T> {
    fn type_name() -> Cow<'static, str> {
        Vec::<T>::type_name()
    }

    fn qualified_type_name() -> String {
        Vec::<T>::qualified_type_name()
    }

    fn create_type_info(registry: &mut Registry) -> String {
        T::create_type_info(registry);
        Self::qualified_type_name()
    }

    async fn resolve(&self, ctx: &ContextSelectionSet<'_>, field: &Positioned<Field>) -> ServerResult<Value> {
        resolve_list(ctx, field, self.iter(), Some(self.len())).await
    }
}

/// A loader written for async-graphql's own data loader, as a [`BatchFn`].
///
/// So an application can move one relation at a time, and what it has written goes on in a request's
/// loaders: shared, driven and contained like the others. `K` says which of the loader's keys is meant,
/// where it has several.
///
/// ```
/// # use std::{collections::HashMap, sync::Arc};
/// use async_graphql::dataloader;
/// use batchload::{Loader, graphql::FromLoader};
///
/// struct Names;
///
/// impl dataloader::Loader<i64> for Names {
///     type Value = String;
///     type Error = Arc<sqlx::Error>;
///
///     async fn load(&self, keys: &[i64]) -> Result<HashMap<i64, String>, Self::Error> {
///         Ok(keys.iter().map(|key| (*key, format!("name {key}"))).collect())
///     }
/// }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), batchload::Error> {
/// let names = Loader::new(FromLoader::<i64, _>::new(Names));
/// assert_eq!(names.load(7).await?.as_deref(), Some("name 7"));
/// # Ok(())
/// # }
/// ```
pub struct FromLoader<K, L> {
    loader: L,
    key: PhantomData<fn() -> K>,
}

impl<K, L> FromLoader<K, L> {
    /// The loader, as a batch function for keys of type `K`.
    #[must_use]
    pub fn new(loader: L) -> Self {
        Self { loader, key: PhantomData }
    }
}

impl<K, L> BatchFn for FromLoader<K, L>
where
    K: Key,
    L: dataloader::Loader<K>,
    L::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    type Key = K;
    type Value = L::Value;
    type Error = L::Error;

    async fn load_batch(&self, keys: &[K]) -> Result<HashMap<K, L::Value>, L::Error> {
        self.loader.load(keys).await
    }
}

impl<K, L> fmt::Debug for FromLoader<K, L> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FromLoader").field("loader", &type_name::<L>()).finish()
    }
}
