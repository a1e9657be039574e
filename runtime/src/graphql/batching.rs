//! Loaders for every execution, which is driven: by an executor around a schema, or by an extension of it.

use std::any::TypeId;
use std::fmt;
use std::sync::Arc;

use async_graphql::async_trait::async_trait;
use async_graphql::extensions::{Extension, ExtensionContext, ExtensionFactory, NextExecute};
use async_graphql::{Data, Response, ServerError};
use sqlx::{Database, Pool};

use super::execution::{Execution, ExecutionLoaders, OnError, ReportMark, two_databases_response};
use crate::{Dialect, InTransaction, Loaders, LoadersBuilder, ScopeArgument, drive};

/// A configuration of loaders for a schema: every execution gets loaders of its own, and is driven.
///
/// Every query, every mutation and every event of a subscription starts with empty loaders, so no user can see what was
/// loaded for another. Resolvers get the loaders with [`ctx.loaders()`](super::GetLoaders::loaders).
///
/// [`wrap`](Self::wrap) it around a schema. If other code executes the schema, add it as an extension instead. Prefer
/// `wrap`: with any extension, async-graphql takes a third more time to resolve a nested query. With this extension,
/// the fields of a subscription's events have loaders, but the resolver that makes the stream has none.
///
/// # Loaders of a request's own
///
/// A request that carries loaders, put into it with `request.data(loaders)`, is executed with these. Use this for a
/// pool that differs from one tenant to the next, or to read the [`stats`](Loaders::stats) of the loaders after a query
/// or a mutation (those of a subscription begin anew with every event). Carried loaders have the scope values that they
/// were built with. A query or a mutation knows what they knew before, such as the row of the current user, if it was
/// [primed](Loaders::prime_one). Make them for one request only: if another is executed with them, it starts empty.
///
/// A request that carries a [transaction](crate::InTransaction) is executed within it, and rolls it back at its end. To
/// commit the transaction, keep it, and let the request carry its [`loaders`](crate::InTransaction::loaders).
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
/// let schema = Batching::new(pool).wrap(Schema::new(Query, EmptyMutation, EmptySubscription));
/// let response = schema.execute("{ answer }").await;
/// # Ok(())
/// # }
/// # }
/// ```
pub struct Batching<DB: Database> {
    loaders: LoadersBuilder<DB>,
    scopes: Vec<Scoping<DB>>,
    reports: bool,
    on_error: OnError,
}

/// A function that takes a scope value of one type from the data of a request, and gives it to a builder.
type Scoping<DB> = fn(LoadersBuilder<DB>, &RequestData<'_>) -> LoadersBuilder<DB>;

/// The data of a request, and of the connection that it came over.
pub(super) struct RequestData<'a> {
    pub(super) request: Option<&'a Data>,
    pub(super) session: Option<&'a Data>,
}

impl<'a> RequestData<'a> {
    /// Returns the value of a type, from the data of the request rather than of its connection.
    fn get<T: 'static>(&self) -> Option<&'a T> {
        let mut both = [self.request, self.session].into_iter().flatten();
        both.find_map(|data| data.get(&TypeId::of::<T>())?.downcast_ref())
    }
}

impl<DB: Database> Batching<DB> {
    /// Creates a `Batching` whose loaders read from a pool and have the defaults of [`Loaders::new`].
    #[must_use]
    pub fn new(pool: Pool<DB>) -> Self {
        Self::of(Loaders::builder(pool))
    }

    /// Creates a `Batching` whose loaders are configured by a builder.
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
        Self { loaders, scopes: Vec::new(), reports: false, on_error: OnError::default() }
    }

    /// Sets whether each response reports what its loaders did. The default is `false`.
    ///
    /// The report is the extension `batchload` of the response: loads, hits, statements, keys and rows, summed up over
    /// all databases. Your own statements are not among them.
    #[must_use]
    pub fn report(mut self, reports: bool) -> Self {
        self.reports = reports;
        self
    }

    /// Calls a function with every error of every response, before the response is returned: to log the error, and to
    /// change what the client sees of it.
    ///
    /// A `Batching` that is an extension calls the function only with errors of executions, and not for a query that
    /// cannot be parsed or is not valid.
    ///
    /// ```
    /// # #[cfg(feature = "sqlite")]
    /// # fn example(pool: sqlx::SqlitePool) {
    /// use batchload::graphql::Batching;
    ///
    /// let batching = Batching::new(pool).on_error(|error| {
    ///     if let Some(cause) = error.source::<batchload::Error>()
    ///         && !cause.is_client_error()
    ///     {
    ///         eprintln!("{:?}: {cause:?}", error.path);
    ///         error.message = "something went wrong".to_owned();
    ///     }
    /// });
    /// # }
    /// ```
    #[must_use]
    pub fn on_error(mut self, on_error: impl Fn(&mut ServerError) + Send + Sync + 'static) -> Self {
        self.on_error = OnError::new(on_error);
        self
    }

    /// Returns the response to a request that has loaders of another `Batching` already.
    pub(super) fn two_databases_response(&self) -> Response {
        self.on_error.applied(two_databases_response::<DB>())
    }

    /// Returns whether the request has loaders of another `Batching` already, for another database of this kind.
    pub(super) fn has_loaders_of_other_database(&self, data: &RequestData<'_>) -> bool {
        let outer = data.get::<ExecutionLoaders<DB>>().filter(|outer| !outer.are_carried);
        outer.is_some_and(|outer| !self.loaders.reads_from(outer.loaders.pool()))
    }

    /// Returns an execution with its loaders: those that its request carries, or new ones.
    pub(super) fn execution(&self, data: &RequestData<'_>) -> Execution<DB> {
        let carried = Self::carried(data);
        let is_reported = carried.is_some() && data.get::<ReportMark<DB>>().is_some();
        Execution {
            are_carried: carried.is_some(),
            loaders: carried.cloned().unwrap_or_else(|| self.new_loaders(data)),
            reports: self.reports && !is_reported,
            on_error: self.on_error.clone(),
        }
    }

    fn new_loaders(&self, data: &RequestData<'_>) -> Loaders<DB> {
        self.scopes.iter().fold(self.loaders.clone(), |build, scope| scope(build, data)).build()
    }

    /// Returns the loaders of a `Batching` around this one, or else those that a request carries, by themselves or in a
    /// transaction.
    fn carried<'a>(data: &RequestData<'a>) -> Option<&'a Loaders<DB>> {
        let of_request = RequestData { session: None, ..*data };
        if let Some(outer) = of_request.get::<ExecutionLoaders<DB>>() {
            return Some(&outer.loaders);
        }
        let within = || of_request.get::<InTransaction<DB>>().map(InTransaction::loaders);
        let carried = of_request.get::<Loaders<DB>>().or_else(within)?;
        carried.begin_execution();
        Some(carried)
    }
}

impl<DB: Dialect> Batching<DB> {
    /// Binds the scopes of models to a value of type `A` from the data of each request, or of its connection in the
    /// case of a WebSocket: see [`ScopeArgument`].
    ///
    /// A request without a value is executed, but loads that need the value return
    /// [`Error::MissingScope`](crate::Error::MissingScope). Loaders that a request carries stay as they were built:
    /// give them the value with [`scoped_by`](LoadersBuilder::scoped_by).
    ///
    /// ```
    /// # #[cfg(feature = "sqlite")] {
    /// use async_graphql::{Executor, Request, Response};
    /// use batchload::ScopeArgument;
    /// use batchload::graphql::{Batched, Batching};
    /// use sqlx::{Sqlite, SqlitePool};
    ///
    /// #[derive(Clone, sqlx::Type)]
    /// #[sqlx(transparent)]
    /// struct TenantId(i64);
    ///
    /// impl ScopeArgument for TenantId {}
    ///
    /// fn wrap<E: Executor>(schema: E, pool: SqlitePool) -> Batched<E, Sqlite> {
    ///     Batching::new(pool).scoped_by_data::<TenantId>().wrap(schema)
    /// }
    ///
    /// async fn answer<E: Executor>(schema: &Batched<E, Sqlite>, request: Request, tenant: TenantId) -> Response {
    ///     schema.execute(request.data(tenant)).await
    /// }
    /// # }
    /// ```
    #[must_use]
    pub fn scoped_by_data<A>(mut self) -> Self
    where
        A: ScopeArgument + Clone + sqlx::Type<DB> + for<'q> sqlx::Encode<'q, DB>,
    {
        self.scopes.push(|build, data| match data.get::<A>() {
            Some(value) => build.scoped_by(value.clone()),
            None => build,
        });
        self
    }
}

impl<DB: Database> Clone for Batching<DB> {
    fn clone(&self) -> Self {
        let Self { loaders, scopes, reports, on_error } = self;
        Self {
            loaders: loaders.clone(),
            scopes: scopes.clone(),
            reports: *reports,
            on_error: on_error.clone(),
        }
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
        let data = RequestData { request: ctx.query_data, session: Some(ctx.session_data) };
        if self.has_loaders_of_other_database(&data) {
            return self.two_databases_response();
        }
        let execution = self.execution(&data);
        let mut execution_data = Data::default();
        execution.insert_into(&mut execution_data);
        let response = drive(next.run_with_data(ctx, operation_name, execution_data)).await;
        execution.response(response, || execution.loaders.stats())
    }
}
