//! How each database is asked for the rows of some keys. `facts::lookup` states what to ask for, and `scheduler`
//! decides when.

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

/// A database on which lookups can be performed: SQLite, PostgreSQL, and MySQL with MariaDB.
///
/// Each database has a feature of its own. The trait is sealed, so other crates cannot implement it.
///
/// # What a key finds
///
/// A key finds the rows whose column the database holds equal to it. If a column ignores case, the key `'abc'` also
/// finds the rows of `'ABC'`, and if both keys are asked, each finds the rows of both. Integers, UUIDs, bytes, booleans
/// and dates compare alike everywhere. For text, the database tells which key a row answers, in the same statement.
/// MySQL and MariaDB cannot do that at a bearable price: they are asked once more, and only if keys hold letters beyond
/// ASCII or differ only in what a collation may ignore.
///
/// # How rows come
///
/// Rows come one by one, with one exception. sqlx passes each row of SQLite through a channel between two threads,
/// which takes longer than finding the row. So the statement packs up to 10 000 rows into one text if all columns of a
/// model are read into integers, `bool`, `String`, `Option`s of these or, with the feature `chrono`, `NaiveDate`.
/// batchload takes the text apart, and any further rows follow one by one. This takes half the time and gives the same
/// rows. If one of the packed rows holds a value of more than 1 000 bytes or a BLOB, all rows come one by one. If a
/// value does not fit its field, batchload asks for the rows once more without packing, so that the error is the
/// driver's.
pub trait Dialect: Database + HasStatementCache + sealed::Sealed {
    /// The character before and after an identifier, which is doubled within it.
    #[doc(hidden)]
    const QUOTE: char;

    /// Whether nulls follow all values in an ascending order, instead of preceding them.
    #[doc(hidden)]
    const NULLS_ARE_LARGEST: bool = false;

    /// How a statement asks for nulls at another place than the database's own.
    #[doc(hidden)]
    const PLACES_NULLS: PlacesNulls;

    /// Whether the database searches an index for comparisons of whole rows, and not only of single columns.
    #[doc(hidden)]
    const SEEKS_ROWS: bool = true;

    /// The number 1 as an expression of 64 bits. In an order, a bare `1` would be the position of a column.
    #[doc(hidden)]
    const NO_KEY_SQL: &'static str = "(1 + 0)";

    /// The number that means "nothing" in columns that otherwise hold counts.
    #[doc(hidden)]
    const NO_COUNT: &'static str = "-1";

    /// Whether the database returns only the rows of a slice, without the rows that its offset skips.
    #[doc(hidden)]
    const APPLIES_OFFSET: bool = true;

    /// The facts about a server that shape the statements for slices, for databases with several kinds of server.
    #[doc(hidden)]
    type Server: Default + Send + Sync;

    /// Asks the server behind a pool, on one of the pool's connections, about itself and the database of a table.
    #[doc(hidden)]
    fn ask_server(
        _connection: &mut Self::Connection,
        _pool: &Pool<Self>,
        _table: &[&'static str],
    ) -> impl Future<Output = Result<Self::Server, sqlx::Error>> + Send {
        ready(Ok(Self::Server::default()))
    }

    /// Returns what the server answered, or `None` if it has to be asked.
    #[doc(hidden)]
    #[must_use]
    fn fresh_server(_pool: &Pool<Self>, _table: &[&'static str]) -> Option<Self::Server> {
        Some(Self::Server::default())
    }

    /// Returns what is known of the server so far.
    #[doc(hidden)]
    #[must_use]
    fn known_server(_pool: &Pool<Self>, _table: &[&'static str]) -> Self::Server {
        Self::Server::default()
    }

    /// Starts to roll back the whole transaction of a connection, even if the database has already ended it. The driver
    /// counts `depth` nested transactions in it. Does not wait.
    #[doc(hidden)]
    fn abandon(connection: &mut Self::Connection, depth: usize) {
        start_rollback::<Self>(connection, depth);
    }

    /// Whether the driver reads the rest of an abandoned statement before its connection runs another.
    #[doc(hidden)]
    const READS_ABANDONED_ROWS: bool;

    /// Whether a connection can mistake the rest of an answer that was cut short for the answer to the next statement.
    #[doc(hidden)]
    const CAN_DESYNC: bool = false;

    /// Whether a commit rolls back the transaction if one of its statements failed, without reporting that.
    #[doc(hidden)]
    const COMMITS_NOTHING_AFTER_FAILURE: bool = false;

    /// Returns whether the transaction of a connection is still open, for databases that can end it and go on without
    /// one. A transaction that this begins to find out is rolled back in place of the one that ended.
    #[doc(hidden)]
    fn is_in_transaction(
        _connection: &mut Self::Connection,
    ) -> impl Future<Output = Result<bool, sqlx::Error>> + Send {
        ready(Ok(true))
    }

    /// Whether the database prepares a statement for the types of the bound values.
    #[doc(hidden)]
    const PREPARES_TYPES: bool = false;

    /// Runs a statement on a connection and returns its rows as they come.
    #[doc(hidden)]
    fn rows(
        connection: &mut Self::Connection,
        statement: Statement<Self>,
    ) -> BoxStream<'_, Result<Self::Row, sqlx::Error>>;

    /// Reads a column by its position. What it notes in `checked` applies to all rows of the statement.
    #[doc(hidden)]
    fn value<T: Value<Self>>(row: &Self::Row, position: usize, checked: &Checked) -> Result<T, sqlx::Error>;

    /// Reads a column that holds a number computed by the statement, or a value that sorts as a number.
    #[doc(hidden)]
    fn number(row: &Self::Row, position: usize) -> Result<i64, sqlx::Error>;

    /// Returns whether the database sorts the values of a type in the order of the numbers that
    /// [`number`](Self::number) reads from them, and returns unsorted rows before it has found all of them.
    #[doc(hidden)]
    #[must_use]
    fn sorts_as_number(_kind: TypeId) -> bool {
        false
    }

    /// Returns why pages cannot be sorted by a column, if the server is known to prevent that.
    #[doc(hidden)]
    #[must_use]
    fn unsortable_column(_server: &Self::Server, _table: &[&str], _column: &str) -> Option<&'static str> {
        None
    }

    /// Returns why pages cannot be sorted by a value, if the server is known to prevent that.
    #[doc(hidden)]
    #[must_use]
    fn unsortable_value(_server: &Self::Server, _value: &Datum) -> Option<&'static str> {
        None
    }

    /// The SQL before and after a column that is averaged to a float.
    #[doc(hidden)]
    const AVERAGE: [&'static str; 2];

    /// Returns the SQL before and after a column of numbers that is summed. The sum of no numbers is 0.
    #[doc(hidden)]
    fn sum(numbers: Numbers) -> [&'static str; 2];

    /// Returns how packed rows hold a type, if they can carry every value of it.
    #[doc(hidden)]
    #[must_use]
    fn carries(_of: TypeId) -> Option<JsonType> {
        None
    }

    /// Makes a statement with these columns pack its rows. Its first row then holds a text of rows, or null. The rows
    /// after it are the remaining ones, unchanged.
    #[doc(hidden)]
    fn pack(_statement: &mut Statement<Self>, _columns: &[JsonType]) {}

    /// Reads the text of packed rows.
    #[doc(hidden)]
    fn packed(_row: &Self::Row) -> Result<Option<&str>, sqlx::Error> {
        Ok(None)
    }

    /// Returns whether the database has rolled back the transaction in which a statement failed with this error.
    #[doc(hidden)]
    #[must_use]
    fn ends_transaction(_error: &sqlx::Error) -> bool {
        false
    }

    /// Returns whether a statement failed only because its prepared plan was stale.
    #[doc(hidden)]
    #[must_use]
    fn plan_is_stale(_error: &sqlx::Error) -> bool {
        false
    }
}

/// Starts to roll back the given number of innermost transactions of a connection. Does not wait.
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

/// The kind of number that a sum adds up to.
#[doc(hidden)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Numbers {
    /// An integer of 64 bits. A larger sum is an error.
    Integers,
    /// A float of 64 bits.
    Floats,
    /// A decimal.
    Decimals,
}

pub(crate) mod sealed {
    pub trait Sealed {}
}

/// How the rows of a statement are paired with the keys that they answer.
#[doc(hidden)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pairing {
    /// By the key in the row: Rust and the database agree on which keys are equal.
    Value,
    /// By an additional last column with the position of the asked key.
    Position,
    /// By the key in the row. In doubt, the database is asked which keys it holds equal.
    Collation,
}

/// The parts of a key, as `DB` can be asked for them: a tuple with one part for each key column.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be a key in `{DB}`",
    note = "the key's type has to implement `sqlx::Type<{DB}>` and `sqlx::Encode<{DB}>`, and for PostgreSQL `sqlx::postgres::PgHasArrayType`"
)]
pub trait Keys<DB: Dialect>: Sized + Send + Sync + 'static {
    /// Returns how rows are paired with keys of this type.
    fn pairing() -> Pairing;

    /// Returns the most keys that one statement can hold.
    fn max_keys() -> usize;

    /// Returns the bytes that the key adds to a statement, as far as the database limits them.
    fn bytes(&self) -> usize;

    /// Returns the bytes that each key adds, if all keys add the same number.
    fn bytes_of_each() -> Option<usize>;

    /// Returns the most bytes of keys that one statement can hold.
    fn max_bytes() -> usize;

    /// Returns the statement that finds the rows of `keys`.
    ///
    /// # Errors
    ///
    /// Returns an error if a key cannot be encoded.
    fn select(question: &Question<'_, DB>, keys: &[Self]) -> Result<Statement<DB>, BoxDynError>;

    /// Reads a key from the columns of a row that start at a position.
    ///
    /// # Errors
    ///
    /// Returns an error if a column does not hold a value of its part's type.
    fn read(row: Row<'_, DB>, position: usize) -> Result<Self, sqlx::Error>;

    /// Returns how packed rows hold each part, if they can hold keys of this type.
    fn kinds() -> Option<Vec<JsonType>> {
        None
    }

    /// Returns the statements, nearly always one, that find a slice of rows for each key of `asked`.
    ///
    /// Their columns are those of the model, the position of the asked key and, if a slice asks for facts about the
    /// rows around it, these facts.
    ///
    /// # Errors
    ///
    /// Returns an error if a key or a value of a cursor cannot be encoded.
    fn slices(
        slices: &Slices<'_, DB>,
        asked: &[KeyedSlice<'_, Self>],
        server: &DB::Server,
    ) -> Result<Vec<Statement<DB>>, BoxDynError>;

    /// Returns the most keys whose slices one load can ask for.
    fn max_slices(_server: &DB::Server) -> usize {
        Self::max_keys()
    }

    /// Returns what is left of the key without anything that a collation may ignore, or `None` if that is unknown.
    ///
    /// If keys differ in this, they differ in the database, at least under Unicode collations. Only called under
    /// [`Pairing::Collation`].
    fn folded(&self) -> Option<Vec<u8>> {
        None
    }

    /// Returns the statement that numbers `keys` from 0 and gives one rank to all keys that the columns hold equal.
    /// Only called under [`Pairing::Collation`].
    ///
    /// # Errors
    ///
    /// Returns an error if a key cannot be encoded.
    fn equal_keys(_question: &Question<'_, DB>, _keys: &[&Self]) -> Result<Statement<DB>, BoxDynError> {
        Ok(Statement::new())
    }
}

/// Returns the most keys of `parts` parts that fit into `binds` placeholders, as a power of two.
const fn max_padded(binds: usize, parts: usize) -> usize {
    1 << (binds / parts).ilog2()
}
