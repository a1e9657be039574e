//! What a database makes of all rows that a lookup finds for a key: their number, a sum, the largest value.
//! Facts about each; how they are asked for stands in `query`.

mod column;
mod query;
mod rows;
mod summable;

pub use column::{Avg, Max, Min, Sum};
pub(crate) use query::Totals;
pub use rows::{Count, Exists};
pub use summable::Summable;

use crate::One;
use crate::dialect::Dialect;
use crate::lookup::{LoadFrom, Lookup};

/// One value made of all rows that a lookup finds for a key.
pub trait Aggregate: Send + Sync + 'static {
    /// The lookup of the rows.
    type Lookup: Lookup;
    /// What is made of them.
    type Value: Clone + Send + Sync + 'static;

    /// The lookup's name and what is made of its rows, for errors, traces and statistics.
    const NAME: &'static str;
    /// The column that the value is made of.
    const COLUMN: Option<&'static str>;

    /// The value for a key without rows.
    fn of_nothing() -> Self::Value;

    /// The value for a key whose rows, if there are any, made this one.
    #[doc(hidden)]
    fn of_found(found: Option<&One<Self::Value>>) -> Self::Value {
        found.map_or_else(Self::of_nothing, |value| (**value).clone())
    }
}

/// An aggregate that `DB` can make.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be loaded from `{DB}`",
    note = "the key's type, every field's type and the type of the aggregate have to be column types of `{DB}`"
)]
pub trait AggregateFrom<DB: Dialect>: Aggregate<Lookup: LoadFrom<DB>> {
    /// The SQL before and after the column, or all of it where there is none.
    #[doc(hidden)]
    fn around() -> [&'static str; 2];

    /// Reads the value, which stands at position 0.
    ///
    /// # Errors
    ///
    /// When it is not of the type of [`Value`](Aggregate::Value).
    #[doc(hidden)]
    fn read(row: &DB::Row) -> Result<Self::Value, sqlx::Error>;
}
