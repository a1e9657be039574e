//! How a statement runs, and how its rows are read. `keys` makes the statements.

use std::any::TypeId;

use futures_util::stream::BoxStream;
use sqlx::Database;

use super::{Checked, Statement};
use crate::sql::packed::JsonType;

/// How a database runs statements, and how their rows are read.
pub trait ReadRows: Database {
    /// Whether the driver reads the rest of an abandoned statement before its connection runs another.
    const READS_ABANDONED_ROWS: bool;

    /// Whether the database prepares a statement for the types of the bound values.
    const PREPARES_TYPES: bool = false;

    /// Runs a statement on a connection and returns its rows as they come.
    fn rows(
        connection: &mut Self::Connection,
        statement: Statement<Self>,
    ) -> BoxStream<'_, Result<Self::Row, sqlx::Error>>;

    /// Reads a column by its position. What it notes in `checked` applies to all rows of the statement.
    fn value<T: Value<Self> + 'static>(
        row: &Self::Row,
        position: usize,
        checked: &Checked,
    ) -> Result<T, sqlx::Error>;

    /// Reads a column that holds a number computed by the statement, or a value that sorts as a number.
    fn number(row: &Self::Row, position: usize) -> Result<i64, sqlx::Error>;

    /// Returns whether the database sorts the values of a type in the order of the numbers that
    /// [`number`](Self::number) reads from them, and returns unsorted rows before it has found all of them.
    #[must_use]
    fn sorts_as_number(_kind: TypeId) -> bool {
        false
    }

    /// Returns how packed rows hold a type, if they can carry every value of it.
    #[must_use]
    fn carries(_of: TypeId) -> Option<JsonType> {
        None
    }

    /// Makes a statement with these columns pack its rows. Its first row then holds a text of rows, or null. The rows
    /// after it are the remaining ones, unchanged.
    fn pack(_statement: &mut Statement<Self>, _columns: &[JsonType]) {}

    /// Reads the text of packed rows.
    fn packed(_row: &Self::Row) -> Result<Option<&str>, sqlx::Error> {
        Ok(None)
    }

    /// Returns whether a statement failed only because its prepared plan was stale.
    #[must_use]
    fn plan_is_stale(_error: &sqlx::Error) -> bool {
        false
    }
}

/// A type that a column of `DB` can be read into.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be read from a column of this database",
    label = "not a column type of this database",
    note = "implement `sqlx::Type` and `sqlx::Decode` for `{Self}`, as `#[derive(sqlx::Type)]` does for an enum or a new type, or leave the field out with `#[sqlx(skip)]`",
    note = "if the column holds JSON, mark the field with `#[sqlx(json)]`, and implement `serde::Deserialize` for its type"
)]
pub trait Value<DB: sqlx::Database>: sqlx::Type<DB> + for<'r> sqlx::Decode<'r, DB> {}

#[diagnostic::do_not_recommend]
impl<T, DB> Value<DB> for T
where
    DB: sqlx::Database,
    T: sqlx::Type<DB> + for<'r> sqlx::Decode<'r, DB>,
{
}
