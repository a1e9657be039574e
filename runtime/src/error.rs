//! What can go wrong while rows are loaded, in one cloneable type.

mod shared;

use std::any::Any;
use std::error::Error as StdError;
use std::fmt::Debug;
use std::sync::Arc;
use std::time::Duration;

pub use self::shared::Shared;

/// Any error of a source, as the loader keeps it.
pub(crate) type BoxError = Box<dyn StdError + Send + Sync>;

/// Why a load has no answer.
///
/// Every waiter of a failed batch gets a clone of the same error: the clones share one source, which
/// stays reachable through [`source`](StdError::source), by its own type. Errors are never cached, so the next load
/// of the same key asks again.
///
/// # Beside errors of your own
///
/// A resolver that can fail for reasons of its own has an error of its own, which `?` makes of this one:
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
/// # Who may read it
///
/// What `Display` writes can go to whoever sent the request, and async-graphql sends it there: it names loaders,
/// relations, models and fields, and says what to do. A batch function is named after the path of its type, unless
/// [`BatchFn::name`](crate::BatchFn::name) or [`LoaderBuilder::name`](crate::LoaderBuilder::name) says otherwise. It
/// holds no key, no column, and nothing that a database, a batch function or a panic said. That is in the fields and
/// the [`source`](StdError::source), which `Debug` prints as well: write that to the log. async-graphql keeps it in its
/// own errors:
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
    /// Nothing is retried but a statement whose plan went stale: whoever waits has a time limit of their own. A lost
    /// connection is not handed out again, so the next load of the same key has a new one. Within a transaction nothing
    /// is retried, and a lost connection ends it.
    #[error("`{lookup}` failed in the database")]
    Database {
        /// The lookup, such as `Article::by_reporter_id`, or what else was asked, such as `InTransaction::commit`.
        lookup: &'static str,
        /// What the database said.
        source: Shared<sqlx::Error>,
    },

    /// One of your own queries failed. `?` makes this of an error of sqlx, in a resolver or a handler that returns
    /// [`Error`], so that clients do not see what the database said.
    #[error("a query failed in the database")]
    Query {
        /// What the database said.
        source: Shared<sqlx::Error>,
    },

    /// A column holds something that the field it fills cannot hold.
    ///
    /// It fails the batch, as it fails a query of sqlx: which key a row belongs to may be what cannot be
    /// read. For an outcome of each key, write a [`BatchFn`](crate::BatchFn) whose value is a `Result`.
    #[error("a column does not fit its field `{model}::{field}`; change the field's type or the column's")]
    Decode {
        /// The model.
        model: &'static str,
        /// The field of the model.
        field: &'static str,
        /// The column that was read.
        column: &'static str,
        /// What the database driver said.
        source: Shared<sqlx::Error>,
    },

    /// A statement found more rows than the request allows; it was given up, and nothing of it was kept.
    #[error("`{lookup}` found more than {limit} rows with one statement; raise `max_rows`, or ask for less")]
    TooManyRows {
        /// The lookup, such as `Article::by_reporter_id`.
        lookup: &'static str,
        /// The most rows that the statement could find.
        limit: usize,
    },

    /// A lookup that finds one row for a key found several, and none of them can be preferred.
    #[error(
        "`{lookup}` found several rows for one key; make its column unique in the database, or declare it `#[batch_load(index)]`"
    )]
    NotUnique {
        /// The lookup, such as `Reporter::by_email`.
        lookup: &'static str,
    },

    /// A batch function returned an error.
    #[error("the batch function of `{loader}` failed")]
    Batch {
        /// The loader's name.
        loader: &'static str,
        /// The batch function's own error.
        source: Shared<dyn StdError + Send + Sync>,
    },

    /// A batch function, or a value's `Clone`, panicked.
    #[error("`{loader}` panicked")]
    Panicked {
        /// The loader's name.
        loader: &'static str,
        /// The panic's message.
        message: Arc<str>,
    },

    /// A batch did not end within the batch timeout, and was given up; a server may still be at work on its
    /// statement.
    #[error("a batch of `{loader}` did not end within {after:?}; raise `batch_timeout`, or ask for less")]
    Timeout {
        /// The loader's name.
        loader: &'static str,
        /// The batch timeout.
        after: Duration,
    },

    /// The batch ended without an answer: its runtime shut down, or the request that ran it went away.
    #[error("a batch of `{loader}` was lost: the runtime or the request that ran it has ended; load again")]
    Lost {
        /// The loader's name.
        loader: &'static str,
    },

    /// A batch had to wait, and where it was sent, or its request dropped, there is no tokio runtime that could
    /// go on with it. Every load of the batch gets this, wherever it is polled.
    #[error("`{loader}` was used outside a tokio runtime; wrap the future in `batchload::drive`")]
    NoRuntime {
        /// The loader's name.
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

    /// A foreign key that is not null names a row that does not exist, or that the scope of its model leaves out.
    #[error(
        "`{relation}` names a row that is not there; if that can happen to a `belongs_to`, make it `optional`"
    )]
    MissingRow {
        /// The relation, such as `Article::reporter`.
        relation: &'static str,
        /// The key, as its `Debug` prints it.
        key: Arc<str>,
    },

    /// A row names a kind of parent that no model stands for.
    #[error("`{relation}` is of a kind that no model stands for; add a variant for it, or mend the row")]
    UnknownKind {
        /// The relation, such as `Comment::subject`.
        relation: &'static str,
        /// The kind, as its `Debug` prints it.
        kind: Arc<str>,
    },

    /// The scope of a model has an argument that the request gives no value for, so nothing was asked.
    #[error(
        "`{lookup}` is within a scope by `{argument}`, which this request lacks; give it to its loaders with `scoped_by`, or in GraphQL with `scoped_by_data`, which leaves out loaders that the request carries"
    )]
    MissingScope {
        /// The lookup, such as `Article::by_reporter_id`.
        lookup: &'static str,
        /// What the scope calls the argument.
        argument: &'static str,
    },

    /// A page with a negative `first` or `last`, with more rows than the relation's `max`, or with both.
    #[error("`{relation}` has no such page: {mistake}")]
    Page {
        /// The relation, such as `Reporter::articles`.
        relation: &'static str,
        /// What is wrong with the question.
        mistake: PageMistake,
    },

    /// An `after` or `before` is no cursor of this relation, or is damaged.
    #[error("`{relation}` cannot go on from this cursor: {mistake}")]
    Cursor {
        /// The relation, such as `Reporter::articles`.
        relation: &'static str,
        /// What is wrong with the cursor.
        mistake: CursorMistake,
    },

    /// The transaction that the loaders are [within](crate::InTransaction) is over.
    #[error(
        "the transaction of `{lookup}` is over: it was committed, rolled back or dropped, or the database ended it; keep it until all that is within it is done, or begin another"
    )]
    TransactionEnded {
        /// The lookup, such as `Article::by_reporter_id`, or what else was asked of the transaction.
        lookup: &'static str,
    },

    /// The connection of a transaction was not free for as long as a batch may take: somebody
    /// [holds](crate::Loaders::connection) it, or a transaction was begun within this one.
    #[error(
        "`{lookup}` waited {after:?} for the connection of its transaction; let go of what `connection()` gave before you go on: bind what a query finds by a `let` of its own; and while a transaction is open within it, load with that one"
    )]
    TransactionBusy {
        /// The lookup, such as `Article::by_reporter_id`, or what else was asked of the transaction.
        lookup: &'static str,
        /// The batch timeout.
        after: Duration,
    },

    /// A transaction was begun with a statement, by loaders that are within one.
    #[error(
        "these loaders are within a transaction already, and how one begins within it cannot be said; use `begin` instead of `begin_with`"
    )]
    NestedTransaction,

    /// A resolver asked for loaders that its request does not have.
    #[error(
        "this request has no loaders for `{database}`; execute what `batchload::graphql::Batching::new(pool).wrap(schema)` gives, and not the schema itself; loaders in the data of a schema are not used, for its users would share them"
    )]
    MissingLoaders {
        /// The database that was asked for.
        database: &'static str,
    },
}

impl From<sqlx::Error> for Error {
    fn from(source: sqlx::Error) -> Self {
        Self::Query { source: source.into() }
    }
}

/// What is wrong with the question for a page: see [`Error::Page`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PageMistake {
    /// Fewer rows than none.
    #[error("`{argument}` is {rows}; ask for 0 rows or more")]
    Negative {
        /// `first` or `last`.
        argument: &'static str,
        /// What was asked for.
        rows: i64,
    },

    /// More rows than a page of the relation may have.
    #[error("`{argument}` is {rows}; ask for {max} rows at most, and for the others by cursor")]
    TooManyRows {
        /// `first` or `last`.
        argument: &'static str,
        /// What was asked for.
        rows: i64,
        /// The most rows of a page, as the relation states it.
        max: u32,
    },

    /// Rows from both ends.
    #[error("it has both `first` and `last`; leave out one of them")]
    BothEnds,
}

/// What is wrong with a cursor: see [`Error::Cursor`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CursorMistake {
    /// No cursor, or one that was cut or changed.
    #[error("it is damaged; hand back a cursor as it was given out")]
    Damaged,

    /// A cursor of another relation, or of another order, filter or set of arguments.
    #[error(
        "it was given out for another relation, order, filter or argument; ask for the first page, and go on from its cursors"
    )]
    Foreign,

    /// A cursor that another version of batchload wrote.
    #[error("another version gave it out; ask for the first page, and go on from its cursors")]
    Outdated,

    /// A longer text than any cursor.
    #[error("it is longer than {most} bytes, as no cursor is; sort by shorter columns, if it was one")]
    TooLong {
        /// The most bytes of a cursor.
        most: usize,
    },
}

impl Error {
    /// Whether whoever sent the request can mend it: they asked for a page, or by a cursor, that the relation does not
    /// have. All else is for the server to mend.
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

    /// What `map_err` makes of what the database said to whom it was asked by.
    pub(crate) fn database(lookup: &'static str) -> impl Fn(sqlx::Error) -> Self {
        move |source| Self::Database { lookup, source: source.into() }
    }

    pub(crate) fn batch(loader: &'static str, source: impl Into<BoxError>) -> Self {
        Self::Batch { loader, source: Shared::from(source.into()) }
    }

    pub(crate) fn panicked(loader: &'static str, panic: &(dyn Any + Send)) -> Self {
        let text = panic.downcast_ref::<&str>().copied();
        let text = text.or_else(|| panic.downcast_ref::<String>().map(String::as_str));
        Self::Panicked { loader, message: text.unwrap_or("a panic without a message").into() }
    }

    /// The same of a lookup, if it is the database's and was told by whoever does not know what was asked.
    pub(crate) fn of_lookup(self, lookup: &'static str) -> Self {
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

    /// Of a key that may be null.
    pub(crate) fn missing_row(relation: &'static str, key: Option<&impl Debug>) -> Self {
        let key = key.map_or_else(|| "null".into(), |key| format!("{key:?}").into());
        Self::MissingRow { relation, key }
    }
}
