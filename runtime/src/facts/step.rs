//! What lies between the rows that hold a lookup's key and those that it finds: other tables, or further rows of one.

use crate::facts::filter::Filter;
use crate::facts::model::Model;

/// A table that lies between a key and the rows it finds, and how the next table is reached from it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// The table's name in parts.
    pub table: &'static [&'static str],
    /// The scope of the table's model.
    pub scope: &'static [Filter],
    /// Further conditions on the table.
    pub conditions: Vec<Filter>,
    /// Columns of this table that equal…
    pub own: &'static [&'static str],
    /// …these columns of the next.
    pub next: &'static [&'static str],
}

impl Step {
    /// A table that no model stands for.
    #[must_use]
    pub const fn table(
        table: &'static [&'static str],
        own: &'static [&'static str],
        next: &'static [&'static str],
    ) -> Self {
        Self { table, scope: &[], conditions: Vec::new(), own, next }
    }

    /// The table of a model.
    #[must_use]
    pub fn of<M: Model>(
        conditions: Vec<Filter>,
        own: &'static [&'static str],
        next: &'static [&'static str],
    ) -> Self {
        Self { table: M::TABLE, scope: M::SCOPE, conditions, own, next }
    }
}

/// How rows of a model lead to further rows of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Recursion {
    /// Columns of a row that equal…
    pub own: &'static [&'static str],
    /// …these columns of the next.
    pub next: &'static [&'static str],
    /// After how many rows it ends.
    pub depth: u32,
}
