//! Loaders for every execution, which is driven: as an executor around a schema, or as an extension of it.

use std::any::TypeId;
use std::fmt;
use std::mem;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use async_graphql::async_trait::async_trait;
use async_graphql::extensions::{Extension, ExtensionContext, ExtensionFactory, NextExecute};
use async_graphql::parser::parse_query;
use async_graphql::parser::types::{ExecutableDocument, OperationDefinition, OperationType, Selection};
use async_graphql::{Data, Executor, Name, Request, Response};
use futures_util::stream::{self, BoxStream, Stream, StreamExt};
use sqlx::{Database, Pool};

use super::execution::{OfExecution, Reported, Wrapped, twice_wrapped};
use crate::{Dialect, Drive, Loaders, LoadersBuilder, ScopeArgument, Stats, drive};

/// Gives every execution loaders of its own, and drives it.
///
/// Every query, every mutation and every event of a subscription starts with empty loaders, so nothing
/// that one user was shown can reach another. Resolvers reach them through
/// [`ctx.loaders()`](super::GetLoaders::loaders).
///
/// [`wrap`](Self::wrap) it around a schema. It is an extension as well, for a schema that somebody else
/// executes; but async-graphql resolves every field the long way as soon as a schema has any extension,
/// which makes a nested query a third slower, and the resolver that makes the stream of a subscription has no
/// loaders then, only those of its events' fields have.
///
/// # Loaders of a request's own
///
/// A request that carries loaders, put into it with `request.data(loaders)`, is executed with these: for a pool that
/// differs from one tenant to the next, or to ask for their [`stats`](Loaders::stats) after a query or a mutation
/// (those of a subscription begin anew with every event). They start empty as well, and have the values for scopes that
/// they were built with. Make them for this one request.
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
struct Given<'a> {
    request: Option<&'a Data>,
    session: Option<&'a Data>,
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

    /// A schema that executes with loaders.
    ///
    /// It is an [`Executor`], so what serves a schema serves it. To read from databases of two kinds, wrap it twice. Of
    /// one kind, `ctx.loaders()` knows one: hand the loaders of another to each request in a type of your own, as in
    /// `request.data(Archive(Loaders::new(archive)))`, and take them with `ctx.data::<Archive>()`. A schema that is
    /// wrapped for both answers every request with an error.
    pub fn wrap<E: Executor>(self, schema: E) -> Batched<E, DB> {
        Batched { schema, batching: self }
    }

    /// Whether the loaders of a request are those of another `Batching`, of another database.
    fn is_second(&self, given: &Given<'_>) -> bool {
        let of_another = given.get::<Wrapped<DB>>().and_then(|_| given.get::<Loaders<DB>>());
        of_another.is_some_and(|loaders| !self.loaders.reads_from(loaders.pool()))
    }

    /// The loaders of an execution: those that its request holds, as if they were new, or new ones.
    fn loaders(&self, given: &Given<'_>) -> OfExecution<DB> {
        let of_request = Given { session: None, ..*given };
        let Some(carried) = of_request.get::<Loaders<DB>>() else {
            let build = self.loaders.clone();
            let loaders = self.scopes.iter().fold(build, |build, scope| scope(build, given)).build();
            return OfExecution { loaders, are_carried: false, reports: self.reports };
        };
        carried.renew();
        let reports = self.reports && given.get::<Reported<DB>>().is_none();
        OfExecution { loaders: carried.clone(), are_carried: true, reports }
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
        data.insert(execution.loaders.clone());
        execution.mark(&mut data);
        let response = drive(next.run_with_data(ctx, operation_name, data)).await;
        execution.response(response, || execution.loaders.stats())
    }
}

/// A schema that executes with loaders: see [`Batching::wrap`].
pub struct Batched<E, DB: Database> {
    schema: E,
    batching: Batching<DB>,
}

impl<E: Executor, DB: Database> Batched<E, DB> {
    /// Executes a query or a mutation, with loaders of its own.
    ///
    /// # Cancel safety
    ///
    /// As for [`drive`](crate::drive()): dropping it gives up the statements that only it waits for.
    pub async fn execute(&self, request: impl Into<Request>) -> Response {
        let request = request.into();
        let given = Given { request: Some(&request.data), session: None };
        if self.batching.is_second(&given) {
            return twice_wrapped::<DB>();
        }
        let execution = self.batching.loaders(&given);
        let response = drive(self.schema.execute(execution.request(request))).await;
        execution.response(response, || execution.loaders.stats())
    }

    /// Executes a subscription, every event of which starts with empty loaders, or anything else as a
    /// stream of one response.
    ///
    /// The cache is also emptied whenever the subscription waits for anything but a load, even within an event. With
    /// several fields, whose events can overlap, nothing is remembered. Neither holds for the extension.
    pub fn execute_stream(&self, request: impl Into<Request>) -> BoxStream<'static, Response> {
        Executor::execute_stream(self, request.into(), None)
    }

    /// The schema itself.
    #[must_use]
    pub fn schema(&self) -> &E {
        &self.schema
    }
}

impl<E: Executor, DB: Database> Executor for Batched<E, DB> {
    async fn execute(&self, request: Request) -> Response {
        self.execute(request).await
    }

    fn execute_stream(
        &self,
        mut request: Request,
        session: Option<Arc<Data>>,
    ) -> BoxStream<'static, Response> {
        let answers = Answers::of(&mut request);
        let given = Given { request: Some(&request.data), session: session.as_deref() };
        if self.batching.is_second(&given) {
            return stream::iter([twice_wrapped::<DB>()]).boxed();
        }
        let mut execution = self.batching.loaders(&given);
        if answers == Answers::OfSeveral {
            let (loaders, reports) = (execution.loaders.without_cache(), execution.reports);
            execution = OfExecution { loaders, are_carried: false, reports };
        }
        let responses = Drive::of(self.schema.execute_stream(execution.request(request), session));
        let renews = answers != Answers::Once;
        Events { responses, execution, renews, spent: Stats::default() }.boxed()
    }
}

/// How a request over a stream is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Answers {
    /// As a query or a mutation.
    Once,
    /// With the events of one field.
    Events,
    /// With those of several, which can be resolved at the same time.
    OfSeveral,
}

impl Answers {
    /// What cannot be read here, such as a persisted query, may be a subscription.
    fn of(request: &mut Request) -> Self {
        let name = request.operation_name.clone();
        if let Ok(document) = parse_query(&request.query) {
            return Self::of_operation(operation(&document, name.as_deref()));
        }
        // What was parsed ahead may have no text.
        request
            .parsed_query()
            .map_or(Self::Events, |document| Self::of_operation(operation(document, name.as_deref())))
    }

    fn of_operation(operation: Option<&OperationDefinition>) -> Self {
        let Some(operation) = operation.filter(|operation| operation.ty == OperationType::Subscription)
        else {
            return Self::Once;
        };
        match &operation.selection_set.node.items[..] {
            [field] if matches!(field.node, Selection::Field(_)) => Self::Events,
            _ => Self::OfSeveral,
        }
    }
}

/// The operation that is asked for.
fn operation<'d>(document: &'d ExecutableDocument, name: Option<&str>) -> Option<&'d OperationDefinition> {
    let is_meant = |of: Option<&Name>| name.is_none() || of.map(Name::as_str) == name;
    let mut meant = document.operations.iter().filter(|(of, _)| is_meant(*of));
    meant.next().map(|(_, operation)| &operation.node)
}

/// The responses of a subscription.
///
/// What was loaded is forgotten with every response, and whenever the subscription waits for something
/// other than a batch: an event may come much later, and starts with empty loaders.
struct Events<S, DB: Database> {
    responses: Drive<S>,
    execution: OfExecution<DB>,
    renews: bool,
    /// By loaders that were forgotten since the last response.
    spent: Stats,
}

impl<S: Stream<Item = Response>, DB: Database> Stream for Events<S, DB> {
    type Item = Response;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Response>> {
        let Self { responses, execution, renews, spent } = &mut *self;
        let response = responses.poll_next_unpin(cx);
        let loaders = &execution.loaders;
        if !*renews {
            return response.map(|response| Some(execution.response(response?, || loaders.stats())));
        }
        if response.is_ready() || responses.is_at_rest() && loaders.is_at_rest() {
            spent.sum(&loaders.stats());
            loaders.renew();
        }
        response.map(|response| Some(execution.response(response?, || mem::take(spent))))
    }
}

impl<E: Clone, DB: Database> Clone for Batched<E, DB> {
    fn clone(&self) -> Self {
        Self { schema: self.schema.clone(), batching: self.batching.clone() }
    }
}

impl<E, DB: Database> fmt::Debug for Batched<E, DB> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Batched").field("database", &DB::NAME).finish_non_exhaustive()
    }
}
