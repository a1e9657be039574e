//! A row as the database returns it: by itself, or among others in one text. `columns` reads models from it.

use std::cell::Cell;

use sqlx::Database;

use super::{Dialect, Value};
use crate::sql::packed::Packed;

/// A row whose columns can be read.
#[doc(hidden)]
#[expect(missing_debug_implementations, reason = "the rows of a driver need not print")]
pub enum Row<'r, DB: Database> {
    /// The driver's row, and what the rows before it showed. Each of its columns is always read as the same type.
    Single(&'r DB::Row, &'r Checked),
    /// The next row of a packed text. All of its columns have to be read, once and in their order.
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
            Self::Single(row, checked) => DB::value(row, position, checked),
            Self::Packed(packed) => packed.read().ok_or_else(unfit),
        }
    }

    /// Reads a column that holds a number computed by the statement, or a value that sorts as a number.
    pub(crate) fn number(self, position: usize) -> Result<i64, sqlx::Error> {
        match self {
            Self::Single(row, _) => DB::number(row, position),
            Self::Packed(packed) => packed.read().ok_or_else(unfit),
        }
    }
}

/// The columns of a statement whose type is known to fit what is read from them. In a database where a column has one
/// type in all rows, one look at a column is enough.
#[doc(hidden)]
#[derive(Debug, Default)]
pub struct Checked(Cell<u128>);

#[cfg_attr(
    not(feature = "postgres"),
    expect(dead_code, reason = "elsewhere each value has a type of its own")
)]
impl Checked {
    /// Returns whether a column is known to fit. Columns at position 128 or later never are.
    pub(crate) fn fits(&self, position: usize) -> bool {
        self.0.get() & Self::column(position) != 0
    }

    /// Notes that a column fits, because a value that is not null was read from it.
    pub(crate) fn fit(&self, position: usize) {
        self.0.set(self.0.get() | Self::column(position));
    }

    fn column(position: usize) -> u128 {
        u32::try_from(position).ok().and_then(|position| 1_u128.checked_shl(position)).unwrap_or(0)
    }
}

/// Makes an error that never reaches a caller, because the rows are then fetched again without packing.
fn unfit() -> sqlx::Error {
    sqlx::Error::Decode("a packed value is not of its field's type".into())
}

#[cfg(all(test, feature = "postgres"))]
mod tests {
    use super::Checked;

    #[test]
    fn a_column_is_known_by_itself() {
        let checked = Checked::default();
        for position in [0, 5, 127, 128, usize::MAX] {
            assert!(!checked.fits(position));
            checked.fit(position);
        }
        let known: Vec<_> = (0..200).filter(|position| checked.fits(*position)).collect();
        assert_eq!(known, [0, 5, 127]);
    }
}
