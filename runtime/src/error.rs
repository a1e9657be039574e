//! What can go wrong while rows are loaded, in one type that can be cloned.

mod check;
mod mistakes;
mod shared;

use std::any::Any;
use std::error::Error as StdError;
use std::fmt::Debug;
use std::sync::Arc;
use std::time::Duration;

use sqlx::error::UnexpectedNullError;

pub use self::check::CheckError;
pub use self::mistakes::{CursorMistake, PageMistake};
pub use self::shared::SharedError;

/// Any error that a batch function returns, as the loader keeps it.
pub(crate) type BoxError = Box<dyn StdError + Send + Sync>;

/// The reason why a load has no answer.
///
/// Every waiter of a failed batch gets a clone of the same error. The clones share one source, and
/// [`source`](StdError::source) returns it with its original type. Errors are never cached, so the next load of the
/// same key asks again.
///
/// # In an error type of your own
///
/// A resolver that can also fail for other reasons has an error type of its own. With these conversions, `?` turns an
/// `Error` into it, and an error of sqlx as well:
///
/// ```
/// # use batchload::Error;
/// #[derive(Debug, thiserror::Error)]
/// enum ShopError {
///     #[error("only {left} are left")]
///     SoldOut { left: u32 },
///     #[error(transparent)]
///     Load(#[from] Error),
/// }
///
/// impl From<sqlx::Error> for ShopError {
///     fn from(error: sqlx::Error) -> Self {
///         Self::Load(error.into())
///     }
/// }
/// ```
///
/// # What clients may read
///
/// The text that `Display` writes is safe to send to a client, and async-graphql does send it. It names loaders,
/// relations, models and fields, and says what to do. A batch function appears under the path of its type, unless
/// [`BatchFn::name`](crate::BatchFn::name) or [`LoaderBuilder::name`](crate::LoaderBuilder::name) gives it another
/// name. The text has no key, no column, and nothing that a database, a batch function or a panic said. Those details
/// are in the fields and in the [`source`](StdError::source), and `Debug` prints them: log an error with `Debug`, for
/// example in `graphql::Batching::on_error`, which can also change what clients read. async-graphql keeps the original
/// error in its own errors:
///
/// ```
/// # #[cfg(feature = "async-graphql")]
/// fn log(response: &async_graphql::Response) {
///     for error in &response.errors {
///         if let Some(cause) = error.source::<batchload::Error>() {
///             eprintln!("{:?}: {cause:?}", error.path);
///         }
///     }
/// }
/// ```
#[derive(Clone, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The database refused or lost the statement of a lookup, or a transaction could not begin or end.
    ///
    /// Nothing is retried except a statement whose plan went stale, because every caller has a time limit of its own.
    /// The pool does not hand out a lost connection again, so the next load of the same key has a new one. Within a
    /// transaction nothing is retried, and a lost connection ends the transaction.
    #[error("{}", database_text(lookup, source))]
    Database {
        /// The lookup, such as `Article::by_reporter_id`, or another operation, such as `InTransaction::commit`.
        lookup: &'static str,
        /// What the database said.
        source: SharedError<sqlx::Error>,
    },

    /// One of your own queries failed.
    ///
    /// In a resolver or a handler that returns [`Error`], `?` converts an error of sqlx to this variant, so that
    /// clients do not see what the database said.
    #[error("a query failed in the database")]
    Query {
        /// What the database said.
        source: SharedError<sqlx::Error>,
    },

    /// A column holds a value that does not fit the type of its field.
    ///
    /// The whole batch fails, as a query of sqlx would, because the value that cannot be read may be the one that says
    /// which key its row belongs to. If each key needs an outcome of its own, write a [`BatchFn`](crate::BatchFn) whose
    /// value is a `Result`.
    #[error("{}", decode_text(model, field, source))]
    Decode {
        /// The model.
        model: &'static str,
        /// The field of the model.
        field: &'static str,
        /// The column that was read.
        column: &'static str,
        /// What the database driver said.
        source: SharedError<sqlx::Error>,
    },

    /// A statement found more rows than the request allows. The statement was given up, and none of its rows were kept.
    #[error(
        "`{lookup}` found more than {limit} rows with one statement; raise `max_rows`, or ask for fewer rows"
    )]
    TooManyRows {
        /// The lookup, such as `Article::by_reporter_id`.
        lookup: &'static str,
        /// The most rows that the statement was allowed to find.
        limit: usize,
    },

    /// A lookup that answers a key with one row found several rows for it, and has no reason to prefer one of them.
    #[error(
        "`{lookup}` found several rows for one key; make its column unique in the database, or declare it `#[batch_load(index)]`"
    )]
    NotUnique {
        /// The lookup, such as `Reporter::by_email`.
        lookup: &'static str,
    },

    /// Two rows of a page have the same primary key, so the next page would begin behind both, or leave rows out.
    #[error(
        "`{lookup}` has no pages, because two of its rows have the same primary key; mark the fields that are unique together with `#[batch_load(primary_key)]`, and make them unique in the database"
    )]
    SamePrimaryKey {
        /// The relation, such as `Reporter::articles`.
        lookup: &'static str,
    },

    /// A batch function returned an error.
    #[error("the batch function of `{loader}` failed")]
    Batch {
        /// The loader's name.
        loader: &'static str,
        /// The batch function's own error.
        source: SharedError<dyn StdError + Send + Sync>,
    },

    /// A batch function, or a value's `Clone`, panicked.
    #[error("`{loader}` panicked")]
    Panicked {
        /// The loader's name.
        loader: &'static str,
        /// The panic's message.
        message: Arc<str>,
    },

    /// A batch did not end within the batch timeout and was given up. A server may still be executing its statement.
    #[error(
        "a batch of `{loader}` did not end within {after:?}, with its wait for a connection; give the pool more connections, raise `batch_timeout`, or ask for fewer rows"
    )]
    Timeout {
        /// The loader's name.
        loader: &'static str,
        /// The batch timeout.
        after: Duration,
    },

    /// A batch ended without an answer because its runtime shut down, or because the request that ran it was dropped.
    #[error("a batch of `{loader}` was lost: the runtime or the request that ran it has ended; load again")]
    Lost {
        /// The loader's name.
        loader: &'static str,
    },

    /// A batch or a check had to wait, but no tokio runtime could continue it.
    ///
    /// The thread that sent the batch, or that dropped its request, was outside a tokio runtime. Every load of the
    /// batch gets this error, wherever the load itself is polled.
    #[error(
        "`{loader}` needs a tokio runtime here; run it within one, or wrap loads in `batchload::drive` and drop that within a runtime"
    )]
    NoRuntime {
        /// The loader's name, or `Loaders::check`.
        loader: &'static str,
    },

    /// A batch function waits, directly or through other loaders, for a key that it is fetching itself.
    #[error(
        "the batch function of `{loader}` waits for a key that it is fetching itself; load that key in the caller, after the batch"
    )]
    Reentrant {
        /// The loader's name.
        loader: &'static str,
        /// The key, as its `Debug` prints it.
        key: Arc<str>,
    },

    /// A row that has to exist was not found.
    ///
    /// A foreign key that is not null names a row that does not exist or that the scope of its model leaves out, or the
    /// row of a lazy column is gone.
    #[error(
        "`{relation}` needs a row that does not exist or that the scope of its model leaves out; if the row of a `belongs_to` may be missing, make it `optional`"
    )]
    MissingRow {
        /// The relation, such as `Article::reporter`, or the lazy column, such as `Page::body`.
        relation: &'static str,
        /// The key, as its `Debug` prints it.
        key: Arc<str>,
    },

    /// A row names a kind of parent for which there is no model.
    #[error("`{relation}` has a kind without a model; add a variant for it, or correct the row")]
    UnknownKind {
        /// The relation, such as `Comment::subject`.
        relation: &'static str,
        /// The kind, as its `Debug` prints it.
        kind: Arc<str>,
    },

    /// The scope of a model needs an argument for which the request has no value, so no statement was sent.
    #[error(
        "the scope of `{lookup}` needs a value for `{argument}`, which this request does not have; set it on its loaders with `scoped_by`, or in GraphQL with `scoped_by_data`, which does not apply to loaders that the request carries"
    )]
    MissingScope {
        /// The lookup, such as `Article::by_reporter_id`.
        lookup: &'static str,
        /// The name of the argument in the scope.
        argument: &'static str,
    },

    /// A load asked for a page with a negative `first` or `last`, with more rows than the relation's `max`, or with
    /// both `first` and `last`.
    #[error("`{relation}` cannot load this page: {mistake}")]
    Page {
        /// The relation, such as `Reporter::articles`.
        relation: &'static str,
        /// What is wrong with the page.
        mistake: PageMistake,
    },

    /// The text in `after` or `before` is damaged, or is not a cursor of this relation.
    #[error("`{relation}` cannot continue from this cursor: {mistake}")]
    Cursor {
        /// The relation, such as `Reporter::articles`.
        relation: &'static str,
        /// What is wrong with the cursor.
        mistake: CursorMistake,
    },

    /// The transaction that the loaders are [within](crate::InTransaction) is over.
    #[error(
        "the transaction of `{lookup}` is over: it was committed, rolled back or dropped, or the database ended it; keep it until everything within it is done, or begin another one"
    )]
    TransactionEnded {
        /// The lookup, such as `Article::by_reporter_id`, or another operation, such as `InTransaction::commit`.
        lookup: &'static str,
    },

    /// The connection of a transaction did not become free within the batch timeout: other code
    /// [holds](crate::Loaders::connection) it, or a transaction was begun within this one.
    #[error(
        "`{lookup}` waited {after:?} for the connection of its transaction; drop the guard of `connection()` before you load: bind query results with a `let` of their own; while a nested transaction is open, load through that one"
    )]
    TransactionBusy {
        /// The lookup, such as `Article::by_reporter_id`, or another operation, such as `InTransaction::commit`.
        lookup: &'static str,
        /// The batch timeout.
        after: Duration,
    },

    /// [`begin_with`](crate::Loaders::begin_with) was called on loaders that are already within a transaction.
    #[error(
        "these loaders are already within a transaction, and a nested one cannot choose how it begins; use `begin` instead of `begin_with`"
    )]
    NestedTransaction,

    /// A resolver asked for loaders that its request does not have.
    #[error(
        "this request has no loaders for `{database}`; execute the schema that `batchload::graphql::Batching::new(pool).wrap(schema)` returns, not the schema itself; loaders in a schema's data are ignored, because all its users would share them"
    )]
    MissingLoaders {
        /// The database that was asked for.
        database: &'static str,
    },
}

fn database_text(lookup: &str, source: &sqlx::Error) -> String {
    match source {
        sqlx::Error::PoolTimedOut => format!(
            "`{lookup}` got no connection, because all connections of the pool are in use; drop guards of `connection()` and end transactions before you load, or give the pool more connections"
        ),
        _ => format!("`{lookup}` failed in the database"),
    }
}

fn decode_text(model: &str, field: &str, source: &sqlx::Error) -> String {
    match source {
        sqlx::Error::ColumnDecode { source, .. } | sqlx::Error::Decode(source)
            if source.is::<UnexpectedNullError>() =>
        {
            format!(
                "a column holds a null, and its field `{model}::{field}` takes none; make the field an `Option`, or the column `NOT NULL`"
            )
        }
        _ => format!(
            "a column does not fit its field `{model}::{field}`; change the field's type or the column's"
        ),
    }
}

impl From<sqlx::Error> for Error {
    fn from(source: sqlx::Error) -> Self {
        Self::Query { source: source.into() }
    }
}

impl Error {
    /// Returns whether the client can correct this error: it asked for a page that the relation does not have, or sent
    /// a cursor that is not one of the relation's. All other errors are the server's to correct.
    ///
    /// ```
    /// use batchload::{Error, PageMistake};
    ///
    /// fn status(error: &Error) -> u16 {
    ///     if error.is_client_error() { 400 } else { 500 }
    /// }
    ///
    /// assert_eq!(status(&Error::Page { relation: "Reporter::articles", mistake: PageMistake::BothEnds }), 400);
    /// assert_eq!(status(&Error::Lost { loader: "squares" }), 500);
    /// ```
    #[must_use]
    pub const fn is_client_error(&self) -> bool {
        matches!(self, Self::Page { .. } | Self::Cursor { .. })
    }

    /// Returns a function for `map_err` that makes a [`Database`](Self::Database) error of `lookup`.
    pub(crate) fn database(lookup: &'static str) -> impl Fn(sqlx::Error) -> Self {
        move |source| Self::Database { lookup, source: source.into() }
    }

    pub(crate) fn batch(loader: &'static str, source: impl Into<BoxError>) -> Self {
        Self::Batch { loader, source: SharedError::from(source.into()) }
    }

    pub(crate) fn panicked(loader: &'static str, panic: &(dyn Any + Send)) -> Self {
        let text = panic.downcast_ref::<&str>().copied();
        let text = text.or_else(|| panic.downcast_ref::<String>().map(String::as_str));
        Self::Panicked { loader, message: text.unwrap_or("a panic without a message").into() }
    }

    /// Sets the lookup of a [`Database`](Self::Database) error that was made by code that knows only the model.
    pub(crate) fn with_lookup(self, lookup: &'static str) -> Self {
        match self {
            Self::Database { source, .. } => Self::Database { lookup, source },
            other => other,
        }
    }

    pub(crate) fn reentrant(loader: &'static str, key: &impl Debug) -> Self {
        Self::Reentrant { loader, key: format!("{key:?}").into() }
    }

    pub(crate) fn unknown_kind(relation: &'static str, kind: &impl Debug) -> Self {
        Self::UnknownKind { relation, kind: format!("{kind:?}").into() }
    }

    /// Makes the error for a row that was not found. A key of `None` reads `null`.
    pub(crate) fn missing_row(relation: &'static str, key: Option<&impl Debug>) -> Self {
        let key = key.map_or_else(|| "null".into(), |key| format!("{key:?}").into());
        Self::MissingRow { relation, key }
    }
}
