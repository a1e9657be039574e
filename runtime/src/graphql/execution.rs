//! One execution: its loaders, which it empties when it ends, and the report of what they did.

use std::marker::PhantomData;
use std::sync::Arc;

use async_graphql::{Data, Name, Request, Response, ServerError, Value};
use sqlx::Database;

use crate::{Loaders, Stats};

/// The loaders of an execution. When it ends, it empties the loaders that were made for it, because a batch function
/// among them can hold the loaders.
pub(super) struct Execution<DB: Database> {
    pub(super) loaders: Loaders<DB>,
    pub(super) are_carried: bool,
    pub(super) reports: bool,
    pub(super) on_error: OnError,
}

/// The function that is called with each error of a response, if there is one.
#[derive(Clone, Default)]
pub(super) struct OnError(Option<Arc<ChangeError>>);

type ChangeError = dyn Fn(&mut ServerError) + Send + Sync;

impl OnError {
    pub(super) fn new(on_error: impl Fn(&mut ServerError) + Send + Sync + 'static) -> Self {
        Self(Some(Arc::new(on_error)))
    }

    pub(super) fn applied(&self, mut response: Response) -> Response {
        if let Some(on_error) = &self.0 {
            response.errors.iter_mut().for_each(|error| on_error(error));
        }
        response
    }
}

impl<DB: Database> Execution<DB> {
    /// Returns the request with these loaders in its data.
    pub(super) fn request(&self, mut request: Request) -> Request {
        self.insert_into(&mut request.data);
        request
    }

    /// Gives the loaders to resolvers, and to another `Batching` within this one.
    pub(super) fn insert_into(&self, data: &mut Data) {
        if self.reports {
            data.insert(ReportMark::<DB>(PhantomData));
        }
        data.insert(ExecutionLoaders { loaders: self.loaders.clone(), are_carried: self.are_carried });
    }

    pub(super) fn response(&self, mut response: Response, stats: impl FnOnce() -> Stats) -> Response {
        if self.reports {
            let before = response.extensions.remove(REPORT);
            response.extensions.insert(REPORT.to_owned(), report(&stats(), before.as_ref()));
        }
        self.on_error.applied(response)
    }
}

impl<DB: Database> Drop for Execution<DB> {
    fn drop(&mut self) {
        if !self.are_carried {
            self.loaders.renew();
        }
    }
}

/// A mark in a request: a `Batching` around this one reports what the loaders do.
pub(super) struct ReportMark<DB>(PhantomData<fn() -> DB>);

/// The loaders that a request is executed with. Nobody else can make one, so no loaders are shared by all users of a
/// schema.
pub(super) struct ExecutionLoaders<DB: Database> {
    pub(super) loaders: Loaders<DB>,
    pub(super) are_carried: bool,
}

/// Returns the response to a request that two `Batching`s want to give the loaders of different databases.
pub(super) fn two_databases_response<DB: Database>() -> Response {
    let message = format!(
        "this schema is wrapped for two databases of {}, of which resolvers know one; hand the loaders of the other to \
         each request in a type of your own, as `Batching::wrap` shows",
        DB::NAME
    );
    Response::from_errors(vec![ServerError::new(message, None)])
}

/// The name of the report in the extensions of a response.
const REPORT: &str = "batchload";

/// Returns the report of what loaders did, added to the report of other databases before.
fn report(stats: &Stats, before: Option<&Value>) -> Value {
    let Stats { loads, hits, statements, keys, rows, .. } = stats;
    let of_others = |name: &str| {
        let Some(Value::Object(before)) = before else { return 0 };
        let Some(Value::Number(figure)) = before.get(name) else { return 0 };
        figure.as_u64().unwrap_or(0)
    };
    let figures =
        [("loads", loads), ("hits", hits), ("statements", statements), ("keys", keys), ("rows", rows)];
    let sums = figures.map(|(name, figure)| (Name::new(name), (figure + of_others(name)).into()));
    Value::Object(sums.into_iter().collect())
}
