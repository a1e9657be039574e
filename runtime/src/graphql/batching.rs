//! Loaders for every execution, which is driven: as an executor around a schema, or as an extension of it.

use std::any::TypeId;
use std::fmt;
use std::sync::Arc;

use async_graphql::async_trait::async_trait;
use async_graphql::extensions::{Extension, ExtensionContext, ExtensionFactory, NextExecute};
use async_graphql::{Data, Response};
use sqlx::{Database, Pool};

use super::execution::{Executing, OfExecution, Reported, twice_wrapped};
use crate::{Dialect, InTransaction, Loaders, LoadersBuilder, ScopeArgument, drive};

/// Gives every execution loaders of its own, and drives it.
///
/// Every query, every mutation and every event of a subscription starts with empty loaders, so nothing
/// that one user was shown can reach another. Resolvers reach them through
/// [`ctx.loaders()`](super::GetLoaders::loaders).
///
/// [`wrap`](Self::wrap) it around a schema. For a schema that other code executes it can be added as an extension.
/// Prefer `wrap`: with any extension, async-graphql resolves a nested query in a third more time. And with this one,
/// only the fields of a subscription's events have loaders, but not the resolver that makes the stream.
///
/// # Loaders of a request's own
///
/// A request that carries loaders, put into it with `request.data(loaders)`, is executed with these: for a pool that
/// differs from one tenant to the next, or to ask for their [`stats`](Loaders::stats) after a query or a mutation
/// (those of a subscription begin anew with every event). They have the values for scopes that they were built with,
/// and a query or a mutation knows what they knew before: the row of the user who asks, if it was
/// [primed](Loaders::prime_one). Make them for this one request: if another is executed with them, it starts empty.
///
/// A request that carries a [transaction](crate::InTransaction) is executed within it, and rolls it back when it ends.
/// To commit it, keep the transaction, and have the request carry its [`loaders`](crate::InTransaction::loaders).
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
}

/// Takes a value of one type from what is given, for the scopes of models.
type Scoping<DB> = fn(LoadersBuilder<DB>, &Given<'_>) -> LoadersBuilder<DB>;

/// The data of a request, and of the connection that it came over.
pub(super) struct Given<'a> {
    pub(super) request: Option<&'a Data>,
    pub(super) session: Option<&'a Data>,
}

impl<'a> Given<'a> {
    /// The value of a type, of the request rather than of its connection.
    fn get<T: 'static>(&self) -> Option<&'a T> {
        let mut given = [self.request, self.session].into_iter().flatten();
        given.find_map(|data| data.get(&TypeId::of::<T>())?.downcast_ref())
    }
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
        Self { loaders, scopes: Vec::new(), reports: false }
    }

    /// Puts what the loaders of an execution did into its response, as the extension `batchload`: loads, hits,
    /// statements, keys and rows, summed up over all databases. Statements of your own are not among them. The
    /// default is not to.
    #[must_use]
    pub fn report(mut self, reports: bool) -> Self {
        self.reports = reports;
        self
    }

    /// Whether the loaders of a request are those of another `Batching`, of another database.
    pub(super) fn is_second(&self, given: &Given<'_>) -> bool {
        let outer = given.get::<Executing<DB>>().filter(|outer| !outer.are_carried);
        outer.is_some_and(|outer| !self.loaders.reads_from(outer.loaders.pool()))
    }

    /// The loaders of an execution: those that its request holds, or new ones.
    pub(super) fn loaders(&self, given: &Given<'_>) -> OfExecution<DB> {
        let Some(carried) = Self::carried(given) else {
            let build = self.loaders.clone();
            let loaders = self.scopes.iter().fold(build, |build, scope| scope(build, given)).build();
            return OfExecution { loaders, are_carried: false, reports: self.reports };
        };
        let reports = self.reports && given.get::<Reported<DB>>().is_none();
        OfExecution { loaders: carried.clone(), are_carried: true, reports }
    }

    /// The loaders of a `Batching` around this one, or else those that a request carries, by itself or in a
    /// transaction.
    fn carried<'a>(given: &Given<'a>) -> Option<&'a Loaders<DB>> {
        let of_request = Given { session: None, ..*given };
        if let Some(outer) = of_request.get::<Executing<DB>>() {
            return Some(&outer.loaders);
        }
        let within = || of_request.get::<InTransaction<DB>>().map(InTransaction::loaders);
        let carried = of_request.get::<Loaders<DB>>().or_else(within)?;
        carried.begin_execution();
        Some(carried)
    }
}

impl<DB: Dialect> Batching<DB> {
    /// Binds the scopes of models to the value of a type that each request has in its data, or a WebSocket in that
    /// of its connection: see [`ScopeArgument`].
    ///
    /// A request without one is executed, and what needs it answers
    /// [`Error::MissingScope`](crate::Error::MissingScope). Loaders that a request carries are left as they were built:
    /// give these the value with [`scoped_by`](LoadersBuilder::scoped_by).
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
        self.scopes.push(|build, given| match given.get::<A>() {
            Some(value) => build.scoped_by(value.clone()),
            None => build,
        });
        self
    }
}

impl<DB: Database> Clone for Batching<DB> {
    fn clone(&self) -> Self {
        Self { loaders: self.loaders.clone(), scopes: self.scopes.clone(), reports: self.reports }
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
        let given = Given { request: ctx.query_data, session: Some(ctx.session_data) };
        if self.is_second(&given) {
            return twice_wrapped::<DB>();
        }
        let execution = self.loaders(&given);
        let mut data = Data::default();
        execution.give_to(&mut data);
        let response = drive(next.run_with_data(ctx, operation_name, data)).await;
        execution.response(response, || execution.loaders.stats())
    }
}
