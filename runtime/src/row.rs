//! A row as it comes: by itself, or among others in one text. How a model is read from it stands in `columns`.

use sqlx::Database;

use crate::dialect::{Dialect, Value};
use crate::packed::Packed;

/// A row of which columns are read.
#[doc(hidden)]
#[expect(missing_debug_implementations, reason = "the rows of a driver need not print")]
pub enum Row<'r, DB: Database> {
    /// As the driver has it.
    Single(&'r DB::Row),
    /// Behind the rows that were read of it: all of its columns are read, once and in their order.
    Packed(&'r Packed<'r>),
}

impl<DB: Database> Clone for Row<'_, DB> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<DB: Database> Copy for Row<'_, DB> {}

impl<DB: Dialect> Row<'_, DB> {
    /// Reads a column by its position.
    pub(crate) fn value<T: Value<DB> + 'static>(self, position: usize) -> Result<T, sqlx::Error> {
        match self {
            Self::Single(row) => DB::value(row, position),
            Self::Packed(packed) => packed.read().ok_or_else(unfit),
        }
    }

    /// Reads a column that holds a number which the statement made itself.
    pub(crate) fn number(self, position: usize) -> Result<i64, sqlx::Error> {
        match self {
            Self::Single(row) => DB::number(row, position),
            Self::Packed(packed) => packed.read().ok_or_else(unfit),
        }
    }
}

/// Not seen by anybody, for then the rows are asked for one by one.
fn unfit() -> sqlx::Error {
    sqlx::Error::Decode("a packed value is not of its field's type".into())
}
