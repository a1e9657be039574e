//! Loaders for every execution, which is driven: as an executor around a schema, or as an extension of it.

use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use async_graphql::async_trait::async_trait;
use async_graphql::extensions::{Extension, ExtensionContext, ExtensionFactory, NextExecute};
use async_graphql::parser::parse_query;
use async_graphql::parser::types::OperationType;
use async_graphql::{Data, Executor, Request, Response, Value, value};
use futures_util::stream::{BoxStream, Stream, StreamExt};
use sqlx::{Database, Pool};

use crate::{Drive, Loaders, LoadersBuilder, Stats, drive};

/// Gives every execution loaders of its own, and drives it.
///
/// Every query, every mutation and every event of a subscription starts with empty loaders, so nothing
/// that one user was shown can reach another. Resolvers reach them through
/// [`ctx.loaders()`](super::GetLoaders::loaders).
///
/// [`wrap`](Self::wrap) it around a schema. It is an extension as well, for a schema that somebody else
/// executes; but async-graphql resolves every field the long way as soon as a schema has any extension,
/// which makes a nested query a third slower.
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

    /// A schema that executes with loaders.
    ///
    /// It is an [`Executor`], so what serves a schema serves it; to read from two databases, wrap it twice.
    pub fn wrap<E: Executor>(self, schema: E) -> Batched<E, DB> {
        Batched { schema, batching: self }
    }

    fn response(&self, response: Response, stats: impl FnOnce() -> Stats) -> Response {
        if self.reports { response.extension("batchload", report(&stats())) } else { response }
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
        self.response(response, || loaders.stats())
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
    /// As for [`drive`](crate::drive()): dropping it cancels the statements that only it waits for.
    pub async fn execute(&self, request: impl Into<Request>) -> Response {
        let loaders = self.batching.loaders.clone().build();
        let request = request.into().data(loaders.clone());
        let response = drive(self.schema.execute(request)).await;
        self.batching.response(response, || loaders.stats())
    }

    /// Executes a subscription, every event of which starts with empty loaders, or anything else as a
    /// stream of one response.
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

    fn execute_stream(&self, request: Request, session: Option<Arc<Data>>) -> BoxStream<'static, Response> {
        let loaders = self.batching.loaders.clone().build();
        let renews = may_subscribe(&request);
        let responses = self.schema.execute_stream(request.data(loaders.clone()), session);
        let batching = self.batching.clone();
        Events { responses: Drive::of(responses), loaders, batching, renews, spent: Stats::default() }.boxed()
    }
}

/// Whether a request may subscribe. What cannot be read here, such as a persisted query, may.
fn may_subscribe(request: &Request) -> bool {
    let Ok(document) = parse_query(&request.query) else { return true };
    document.operations.iter().any(|(_, operation)| operation.node.ty == OperationType::Subscription)
}

/// The responses of a subscription.
///
/// What was loaded is forgotten with every response, and whenever the subscription waits for something
/// other than a batch: an event may come much later, and starts with empty loaders.
struct Events<S, DB: Database> {
    responses: Drive<S>,
    loaders: Loaders<DB>,
    batching: Batching<DB>,
    renews: bool,
    /// By loaders that were forgotten since the last response.
    spent: Stats,
}

impl<S: Stream<Item = Response>, DB: Database> Stream for Events<S, DB> {
    type Item = Response;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Response>> {
        let Self { responses, loaders, batching, renews, spent } = &mut *self;
        let Poll::Ready(response) = responses.poll_next_unpin(cx) else {
            if *renews && responses.is_at_rest() {
                spent.sum(&loaders.renew());
            }
            return Poll::Pending;
        };
        spent.sum(&loaders.renew());
        let spent = std::mem::take(spent);
        Poll::Ready(response.map(|response| batching.response(response, || spent)))
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
