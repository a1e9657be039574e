//! Aggregates: the values that a database makes of all rows that a lookup finds for a key, such as their number, a sum
//! or the largest value. States facts about each aggregate; the module `query` asks for them.

mod column;
mod query;
mod rows;
mod summable;

pub use column::{Avg, Max, Min, Sum};
pub(crate) use query::AggregateOf;
pub use rows::{Count, Exists};
pub use summable::{Summable, ordered, summable};

use crate::One;
use crate::facts::model::{Column, Model};
use crate::sql::dialect::{Dialect, Row};

/// A value that `DB` makes of all rows of a key.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be loaded from `{DB}`",
    note = "the type of its value has to be a column type of `{DB}`"
)]
pub trait Aggregate<DB: Dialect>: Send + Sync + 'static {
    /// The type of the value.
    type Value: Clone + Send + Sync + 'static;

    /// The name of the aggregate in the attribute of a relation.
    const KEYWORD: &'static str;
    /// The column of which the value is made.
    const COLUMN: Option<&'static str>;

    /// Returns the value for a key without rows.
    fn empty_value() -> Self::Value;

    /// Returns the value for a key: the found value, or that of no rows.
    #[doc(hidden)]
    fn value_or_empty(found: Option<&One<Self::Value>>) -> Self::Value {
        found.map_or_else(Self::empty_value, |value| (**value).clone())
    }

    /// Returns the SQL before and after the column, or the whole SQL if there is no column.
    #[doc(hidden)]
    fn sql_around_column() -> [&'static str; 2];

    /// Reads the value at position 0.
    ///
    /// # Errors
    ///
    /// Returns an error if the value does not fit [`Value`](Self::Value).
    #[doc(hidden)]
    fn read(row: Row<'_, DB>) -> Result<Self::Value, sqlx::Error>;
}

/// Returns the column of a model of which an aggregate of its rows is made.
fn column_of<M: Model, A: Aggregate<DB>, DB: Dialect>() -> Option<Column> {
    M::COLUMNS.iter().copied().find(|column| A::COLUMN == Some(column.name))
}

/// Returns the name of an aggregate of a relation to `M`, as in the name of the method that loads it: `articles_count`
/// or `articles_sum_words`.
pub(crate) fn name<M: Model, A: Aggregate<DB>, DB: Dialect>(relation: &str) -> String {
    let keyword = A::KEYWORD;
    match column_of::<M, A, DB>().map(|column| column.field).or(A::COLUMN) {
        Some(field) => format!("{relation}_{keyword}_{field}"),
        None => format!("{relation}_{keyword}"),
    }
}
