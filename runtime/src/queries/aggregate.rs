//! What a database makes of all rows that a lookup finds for a key: their number, a sum, the largest value.
//! Facts about each; how they are asked for stands in `query`.

mod column;
mod query;
mod rows;
mod summable;

pub use column::{Avg, Max, Min, Sum};
pub(crate) use query::Totals;
pub use rows::{Count, Exists};
pub use summable::{Summable, ordered, summable};

use crate::One;
use crate::facts::model::{Column, Model};
use crate::sql::dialect::{Dialect, Row};

/// One value that `DB` makes of all rows of a key.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be loaded from `{DB}`",
    note = "the type of its value has to be a column type of `{DB}`"
)]
pub trait Aggregate<DB: Dialect>: Send + Sync + 'static {
    /// What is made of the rows.
    type Value: Clone + Send + Sync + 'static;

    /// What it is called, as the attribute of a relation says it.
    const WORD: &'static str;
    /// The column that the value is made of.
    const COLUMN: Option<&'static str>;

    /// The value for a key without rows.
    fn of_nothing() -> Self::Value;

    /// The value for a key whose rows, if there are any, made this one.
    #[doc(hidden)]
    fn of_found(found: Option<&One<Self::Value>>) -> Self::Value {
        found.map_or_else(Self::of_nothing, |value| (**value).clone())
    }

    /// The SQL before and after the column, or all of it where there is none.
    #[doc(hidden)]
    fn around() -> [&'static str; 2];

    /// Reads the value, which stands at position 0.
    ///
    /// # Errors
    ///
    /// When it is not of the type of [`Value`](Self::Value).
    #[doc(hidden)]
    fn read(row: Row<'_, DB>) -> Result<Self::Value, sqlx::Error>;
}

/// The column of a model that an aggregate of its rows is made of.
fn column_of<M: Model, A: Aggregate<DB>, DB: Dialect>() -> Option<Column> {
    M::COLUMNS.iter().copied().find(|column| A::COLUMN == Some(column.name))
}

/// What an aggregate of a relation to `M` is called: `articles_count`, `articles_sum_words`, as in the name of the
/// method that loads it.
pub(crate) fn name<M: Model, A: Aggregate<DB>, DB: Dialect>(relation: &str) -> String {
    let word = A::WORD;
    match column_of::<M, A, DB>().map(|column| column.field).or(A::COLUMN) {
        Some(field) => format!("{relation}_{word}_{field}"),
        None => format!("{relation}_{word}"),
    }
}
