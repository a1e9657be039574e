//! A schema that executes with loaders: queries and mutations, and subscriptions event by event.

use std::fmt;
use std::mem;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use async_graphql::parser::parse_query;
use async_graphql::parser::types::{ExecutableDocument, OperationDefinition, OperationType, Selection};
use async_graphql::{Data, Executor, Name, Request, Response};
use futures_util::stream::{self, BoxStream, Stream, StreamExt};
use sqlx::Database;

use super::batching::{Batching, RequestData};
use super::execution::Execution;
use crate::scheduler::DrivenStream;
use crate::{Stats, drive};

impl<DB: Database> Batching<DB> {
    /// Wraps a schema, so that it executes with loaders.
    ///
    /// The result is an [`Executor`], so it can be served like the schema. To read from databases of two kinds, wrap
    /// the schema twice. Of one kind, `ctx.loaders()` knows only one database: hand the loaders of another to each
    /// request in a type of your own, as in `request.data(Archive(Loaders::new(archive)))`, and take them with
    /// `ctx.data::<Archive>()`. A schema that is wrapped for two databases of one kind answers every request with an
    /// error.
    pub fn wrap<E: Executor>(self, schema: E) -> Batched<E, DB> {
        Batched { schema, batching: self }
    }
}

/// A schema that executes with loaders: see [`Batching::wrap`].
pub struct Batched<E, DB: Database> {
    schema: E,
    batching: Batching<DB>,
}

impl<E: Executor, DB: Database> Batched<E, DB> {
    /// Executes a query or a mutation with loaders of its own.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future gives up the statements that only this request waits for, as for [`drive`](crate::drive()).
    pub async fn execute(&self, request: impl Into<Request>) -> Response {
        let request = request.into();
        let data = RequestData { request: Some(&request.data), session: None };
        if self.batching.has_loaders_of_other_database(&data) {
            return self.batching.two_databases_response();
        }
        let execution = self.batching.execution(&data);
        let response = drive(self.schema.execute(execution.request(request))).await;
        execution.response(response, || execution.loaders.stats())
    }

    /// Executes a subscription, or anything else as a stream of one response.
    ///
    /// Every event of a subscription starts with empty loaders. The cache is also emptied whenever the subscription
    /// waits for anything but a load, even within an event. If the subscription has several fields, whose events can
    /// overlap, the loaders remember nothing, unless the request lacks the text of its query, as with persisted
    /// queries. With [`Batching`] as an extension, the loaders start empty with every event too, but they are not emptied
    /// within an event, and they remember answers even if the subscription has several fields.
    pub fn execute_stream(&self, request: impl Into<Request>) -> BoxStream<'static, Response> {
        Executor::execute_stream(self, request.into(), None)
    }

    /// Returns the schema that was wrapped.
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
        let kind = ResponseKind::of(&mut request);
        let data = RequestData { request: Some(&request.data), session: session.as_deref() };
        if self.batching.has_loaders_of_other_database(&data) {
            return stream::iter([self.batching.two_databases_response()]).boxed();
        }
        let mut execution = self.batching.execution(&data);
        if kind == ResponseKind::EventsOfSeveral {
            let (loaders, reports) = (execution.loaders.without_cache(), execution.reports);
            let on_error = execution.on_error.clone();
            execution = Execution { loaders, are_carried: false, reports, on_error };
        }
        let responses = DrivenStream::new(self.schema.execute_stream(execution.request(request), session));
        let renews = kind != ResponseKind::Once;
        EventStream { responses, execution, renews, spent: Stats::default() }.boxed()
    }
}

/// How a request over a stream is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum ResponseKind {
    /// Once, as for a query or a mutation.
    Once,
    /// With the events of one field.
    Events,
    /// With the events of several fields, which can be resolved at the same time.
    EventsOfSeveral,
}

impl ResponseKind {
    /// A request whose query cannot be read here, such as a persisted one, may be a subscription.
    fn of(request: &mut Request) -> Self {
        let name = request.operation_name.clone();
        if let Ok(document) = parse_query(&request.query) {
            return Self::of_operation(operation(&document, name.as_deref()));
        }
        // A request that was parsed ahead may have no text.
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
            _ => Self::EventsOfSeveral,
        }
    }
}

/// Returns the operation that the request asks for.
fn operation<'d>(document: &'d ExecutableDocument, name: Option<&str>) -> Option<&'d OperationDefinition> {
    let is_meant = |of: Option<&Name>| name.is_none() || of.map(Name::as_str) == name;
    let mut meant = document.operations.iter().filter(|(of, _)| is_meant(*of));
    meant.next().map(|(_, operation)| &operation.node)
}

/// The responses of a subscription.
///
/// The loaders forget their answers with every response, and whenever the subscription waits for something other than a
/// batch: the next event may come much later, and starts with empty loaders.
struct EventStream<S, DB: Database> {
    responses: DrivenStream<S>,
    execution: Execution<DB>,
    renews: bool,
    /// What loaders did since the last response, before they were renewed.
    spent: Stats,
}

impl<S: Stream<Item = Response> + Unpin, DB: Database> Stream for EventStream<S, DB> {
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
