//! The way from the rows that hold a lookup's key to the found rows: through other tables, or through further rows of
//! one.

use crate::facts::filter::Filter;
use crate::facts::model::Model;

/// A table between a key and the rows that it finds, and the columns that lead to the next table.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Step {
    /// The table's name in parts.
    pub table: &'static [&'static str],
    /// The scope of the table's model.
    pub scope: &'static [Filter],
    /// Further conditions on the table.
    pub conditions: Vec<Filter>,
    /// The columns of this table that equal…
    pub own: &'static [&'static str],
    /// …these columns of the next table.
    pub next: &'static [&'static str],
}

impl Step {
    /// Makes a step through a table without a model.
    #[must_use]
    pub const fn table(
        table: &'static [&'static str],
        own: &'static [&'static str],
        next: &'static [&'static str],
    ) -> Self {
        Self { table, scope: &[], conditions: Vec::new(), own, next }
    }

    /// Makes a step through the table of a model.
    #[must_use]
    pub fn of<M: Model>(
        conditions: Vec<Filter>,
        own: &'static [&'static str],
        next: &'static [&'static str],
    ) -> Self {
        Self { table: M::TABLE, scope: M::SCOPE, conditions, own, next }
    }
}

/// The columns by which rows of a model lead to further rows of the same model.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Recursion {
    /// The columns of a row that equal…
    pub own: &'static [&'static str],
    /// …these columns of the next row.
    pub next: &'static [&'static str],
    /// The number of levels after which the recursion ends.
    pub depth: u32,
}
