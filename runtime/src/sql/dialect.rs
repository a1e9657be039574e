//! How a database is asked for the rows of some keys. What is asked stands in `facts::lookup`, when in
//! `scheduler`.

#![cfg_attr(
    not(all(feature = "sqlite", feature = "postgres", feature = "mysql")),
    allow(
        dead_code,
        unused_imports,
        reason = "each database uses a part of the text that they have in common"
    )
)]

use std::any::TypeId;
use std::future::ready;

use futures_util::stream::BoxStream;
use sqlx::database::HasStatementCache;
use sqlx::error::BoxDynError;
use sqlx::{Database, Pool};
use sqlx_core::transaction::TransactionManager;

pub(crate) use self::nulls::PlacesNulls;
pub(crate) use self::page::{KeyedSlice, Slices, SortColumn, SortValue};
pub(crate) use self::question::{Question, Rank};
pub(crate) use self::row::Checked;
pub use self::row::Row;
pub(crate) use self::statement::Statement;
use crate::facts::sort::Datum;
use crate::sql::packed::JsonType;

#[cfg(feature = "mysql")]
mod fold;
#[cfg(feature = "sqlite")]
mod json;
#[cfg(feature = "mysql")]
mod mysql;
mod nulls;
mod page;
#[cfg(feature = "postgres")]
mod postgres;
mod question;
mod recursive;
mod row;
#[cfg(feature = "sqlite")]
mod sqlite;
mod statement;
mod table;
#[cfg(all(test, any(feature = "sqlite", feature = "postgres", feature = "mysql")))]
mod tests;

/// A database that lookups can be performed on: SQLite, PostgreSQL, and MySQL with MariaDB.
///
/// Each stands behind a feature of its own. The trait cannot be implemented elsewhere.
///
/// # What a key finds
///
/// What the database says it equals. Where a column overlooks case, the rows of `'ABC'` answer `'abc'` as
/// well, and both if both are asked. Integers, UUIDs, bytes, booleans and dates are compared alike everywhere;
/// for text the database tells which key a row answers, in the same statement. MySQL and MariaDB cannot do
/// that at a bearable price: they are asked once more, and only if keys hold letters beyond ASCII or differ in
/// nothing but what a collation may overlook.
///
/// # How rows come
///
/// One by one, with one exception. sqlx hands each row of SQLite through a channel between two threads, which takes
/// longer than to find it. So where all columns of a model are read into integers, `bool`, `String`, `Option`s of
/// them or, with the feature `chrono`, `NaiveDate`, the statement packs up to 10 000 rows into one text that is taken
/// apart here, and goes on row by row behind them: half the time, and the same rows. Where one of these rows holds
/// a value of more than 1 000 bytes or a BLOB, all of them come one by one; where a value does not fit its field,
/// they are asked for once more in the plain way, so that the error is the driver's.
pub trait Dialect: Database + HasStatementCache + sealed::Sealed {
    /// What stands before and after an identifier, and twice within it.
    #[doc(hidden)]
    const QUOTE: char;

    /// Whether a null comes behind all values in an ascending order, and not in front of them.
    #[doc(hidden)]
    const NULLS_ARE_LARGEST: bool = false;

    /// How it is told that nulls stand elsewhere.
    #[doc(hidden)]
    const PLACES_NULLS: PlacesNulls;

    /// Whether an index is searched for rows that compare with others, and not only for single columns.
    #[doc(hidden)]
    const SEEKS_ROWS: bool = true;

    /// The number 1 as an expression of 64 bits: bare, it would be the position of a column where rows are sorted.
    #[doc(hidden)]
    const ONE: &'static str = "(1 + 0)";

    /// The number that stands for nothing, where others are counts.
    #[doc(hidden)]
    const NOTHING_AROUND: &'static str = "-1";

    /// Whether a slice comes from the database as it was asked for, and not with what it passes over.
    #[doc(hidden)]
    const SKIPS: bool = true;

    /// What of a server shapes the statements for slices, where a database has servers of several kinds.
    #[doc(hidden)]
    type Server: Default + Send + Sync;

    /// Asks the server behind a pool, with one of its connections, about itself and the database of a table.
    #[doc(hidden)]
    fn server(
        _connection: &mut Self::Connection,
        _pool: &Pool<Self>,
        _table: &[&'static str],
    ) -> impl Future<Output = Result<Self::Server, sqlx::Error>> + Send {
        ready(Ok(Self::Server::default()))
    }

    /// What the server answered, unless it has to be asked.
    #[doc(hidden)]
    #[must_use]
    fn relied_on(_pool: &Pool<Self>, _table: &[&'static str]) -> Option<Self::Server> {
        Some(Self::Server::default())
    }

    /// What is known of the server by now.
    #[doc(hidden)]
    #[must_use]
    fn known(_pool: &Pool<Self>, _table: &[&'static str]) -> Self::Server {
        Self::Server::default()
    }

    /// Has a connection roll back all of a transaction that its driver takes for so deep, also where the database has
    /// ended it. Does not wait.
    #[doc(hidden)]
    fn abandon(connection: &mut Self::Connection, depth: usize) {
        start_rollback::<Self>(connection, depth);
    }

    /// Whether a statement that was given up is read to its end before its connection runs another.
    #[doc(hidden)]
    const READS_TO_THE_END: bool;

    /// Whether a connection can take the rest of an answer that was cut short for the answer to what follows.
    #[doc(hidden)]
    const FALLS_OUT_OF_STEP: bool = false;

    /// Whether a transaction in which a statement failed is rolled back by its commit, which does not say so.
    #[doc(hidden)]
    const COMMITS_NOTHING_AFTER_FAILURE: bool = false;

    /// Whether the transaction of a connection is still open, where the database can end it and go on without one.
    /// What was begun to find out is rolled back in its place.
    #[doc(hidden)]
    fn is_in_transaction(
        _connection: &mut Self::Connection,
    ) -> impl Future<Output = Result<bool, sqlx::Error>> + Send {
        ready(Ok(true))
    }

    /// Whether a statement is prepared for the types of what is bound to it.
    #[doc(hidden)]
    const PREPARES_TYPES: bool = false;

    /// Runs a statement on a connection and hands out its rows as they come.
    #[doc(hidden)]
    fn rows(
        connection: &mut Self::Connection,
        statement: Statement<Self>,
    ) -> BoxStream<'_, Result<Self::Row, sqlx::Error>>;

    /// Reads a column by its position. What is noted holds for the other rows of the statement.
    #[doc(hidden)]
    fn value<T: Value<Self>>(row: &Self::Row, position: usize, checked: &Checked) -> Result<T, sqlx::Error>;

    /// Reads a column that holds a number which the statement made itself, or a value that sorts as one.
    #[doc(hidden)]
    fn number(row: &Self::Row, position: usize) -> Result<i64, sqlx::Error>;

    /// Whether the database sorts the values of a type as it sorts the numbers that [`number`](Self::number) reads
    /// of them, and hands out rows that it need not sort before it has them all.
    #[doc(hidden)]
    #[must_use]
    fn sorts_as_number(_kind: TypeId) -> bool {
        false
    }

    /// Why pages cannot be sorted by a column, if that is known of the server.
    #[doc(hidden)]
    #[must_use]
    fn unsortable(_server: &Self::Server, _table: &[&str], _column: &str) -> Option<&'static str> {
        None
    }

    /// Why pages cannot be sorted by a value, if that is known of the server.
    #[doc(hidden)]
    #[must_use]
    fn unsorted(_server: &Self::Server, _value: &Datum) -> Option<&'static str> {
        None
    }

    /// What stands before and after a column that is averaged to a float.
    #[doc(hidden)]
    const AVERAGE: [&'static str; 2];

    /// What stands before and after a column of numbers that are summed, to 0 where there is none.
    #[doc(hidden)]
    fn sum(numbers: Numbers) -> [&'static str; 2];

    /// What packed rows hold for a type, if they carry every value of it.
    #[doc(hidden)]
    #[must_use]
    fn carries(_of: TypeId) -> Option<JsonType> {
        None
    }

    /// Has a statement of such columns give its rows packed: its first row holds a text of rows, or none, and
    /// those behind are the rest as it gave them before.
    #[doc(hidden)]
    fn pack(_statement: &mut Statement<Self>, _columns: &[JsonType]) {}

    /// Reads the text of packed rows.
    #[doc(hidden)]
    fn packed(_row: &Self::Row) -> Result<Option<&str>, sqlx::Error> {
        Ok(None)
    }

    /// Whether the database has rolled back the transaction in which a statement failed.
    #[doc(hidden)]
    #[must_use]
    fn ends_transaction(_error: &sqlx::Error) -> bool {
        false
    }

    /// Whether a statement failed only because the plan it was prepared with went stale.
    #[doc(hidden)]
    #[must_use]
    fn plan_is_stale(_error: &sqlx::Error) -> bool {
        false
    }
}

/// Has a connection roll back the innermost of its transactions, so many of them. Does not wait.
pub(crate) fn start_rollback<DB: Database>(connection: &mut DB::Connection, transactions: usize) {
    for _ in 0..transactions {
        DB::TransactionManager::start_rollback(connection);
    }
}

/// A type that a column of `DB` can be read into.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be read from a column of this database",
    label = "not a column type of this database",
    note = "implement `sqlx::Type` and `sqlx::Decode` for `{Self}`, or leave its field out with `#[sqlx(skip)]`"
)]
pub trait Value<DB: sqlx::Database>: sqlx::Type<DB> + for<'r> sqlx::Decode<'r, DB> {}

#[diagnostic::do_not_recommend]
impl<T, DB> Value<DB> for T
where
    DB: sqlx::Database,
    T: sqlx::Type<DB> + for<'r> sqlx::Decode<'r, DB>,
{
}

/// Numbers, as they are summed.
#[doc(hidden)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Numbers {
    /// To 64 bits, or not at all.
    Integers,
    /// To a float of 64 bits.
    Floats,
    /// To a decimal.
    Decimals,
}

pub(crate) mod sealed {
    pub trait Sealed {}
}

/// How the rows that a statement finds are paired with the keys that asked for them.
#[doc(hidden)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pairing {
    /// By the key in the row: Rust and the database agree on which keys are equal.
    Value,
    /// By a last column that holds the position of the asked key.
    Position,
    /// By the key in the row, and where that is in doubt by asking the database which keys it holds equal.
    Class,
}

/// Key parts that `DB` can be asked for: a tuple with one part for each key column.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be a key in `{DB}`",
    note = "the key's type has to implement `sqlx::Type<{DB}>` and `sqlx::Encode<{DB}>`, and for PostgreSQL `sqlx::postgres::PgHasArrayType`"
)]
pub trait Keys<DB: Dialect>: Sized + Send + Sync + 'static {
    /// How rows are paired with keys of this type.
    fn pairing() -> Pairing;

    /// The most keys that one statement can hold.
    fn most() -> usize;

    /// The bytes that a key adds to a statement, where the database limits them.
    fn bytes(&self) -> usize;

    /// Those bytes, where every key adds the same.
    fn bytes_of_each() -> Option<usize>;

    /// The most bytes of keys that one statement can hold.
    fn most_bytes() -> usize;

    /// The statement that finds the rows of `keys`.
    ///
    /// # Errors
    ///
    /// When a key cannot be encoded.
    fn select(question: &Question<'_, DB>, keys: &[Self]) -> Result<Statement<DB>, BoxDynError>;

    /// Reads a key from the columns of a row, from a position on.
    ///
    /// # Errors
    ///
    /// When a column does not hold a value of its part's type.
    fn read(row: Row<'_, DB>, position: usize) -> Result<Self, sqlx::Error>;

    /// What packed rows hold for each part, if they can hold keys of this type.
    fn kinds() -> Option<Vec<JsonType>> {
        None
    }

    /// The statements that find slices of the rows of `asked`, nearly always one: columns of the model, the
    /// position of the asked key and, where anything is asked around a slice, what is known of that.
    ///
    /// # Errors
    ///
    /// When a key or a value of a cursor cannot be encoded.
    fn slices(
        slices: &Slices<'_, DB>,
        asked: &[KeyedSlice<'_, Self>],
        server: &DB::Server,
    ) -> Result<Vec<Statement<DB>>, BoxDynError>;

    /// The most keys whose slices one load can ask for.
    fn most_slices(_server: &DB::Server) -> usize {
        Self::most()
    }

    /// What is left of a key without all that a collation may overlook; `None` where nobody can tell.
    ///
    /// Keys that differ here differ in the database, under collations of Unicode at least. Asked under
    /// [`Pairing::Class`] alone.
    fn folded(&self) -> Option<Vec<u8>> {
        None
    }

    /// The statement that numbers `keys` from 0, with one rank for all keys that the columns hold equal.
    ///
    /// # Errors
    ///
    /// When a key cannot be encoded. Asked under [`Pairing::Class`] alone.
    fn classes(_question: &Question<'_, DB>, _keys: &[&Self]) -> Result<Statement<DB>, BoxDynError> {
        Ok(Statement::new())
    }
}

/// The most keys of so many parts that a number of placeholders can hold, as a power of two.
const fn padded_most(binds: usize, parts: usize) -> usize {
    1 << (binds / parts).ilog2()
}
