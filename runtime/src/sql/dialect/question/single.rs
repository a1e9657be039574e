//! Questions for one value of each key: an aggregate of its rows, or a column of its only row.

use super::{Question, RowsOf, Selected, tables};
use crate::facts::lookup::Facts;
use crate::sql::bindings::Bindings;
use crate::sql::dialect::Dialect;

impl<'a, DB: Dialect> Question<'a, DB> {
    /// Asks for one row for each key that has rows: an expression around one of their columns.
    pub(crate) fn group(
        facts: &Facts,
        [before, after]: [&'static str; 2],
        column: Option<&'static str>,
        bindings: Bindings<'a, DB>,
    ) -> Self {
        Self {
            select: vec![Selected::Expression(before, column, after)],
            with_keys: true,
            tables: tables(facts, bindings.scope),
            keys: facts.keys,
            rows: RowsOf::Group,
            bindings,
        }
    }

    /// Asks for one column of the row of each key, with the key. The lookup finds at most one row for a key.
    pub(crate) fn column(facts: &Facts, column: &'static str, bindings: Bindings<'a, DB>) -> Self {
        let tables = tables(facts, bindings.scope);
        Self {
            select: vec![Selected::Column(tables.len() - 1, column)],
            with_keys: true,
            tables,
            keys: facts.keys,
            rows: RowsOf::Each(Vec::new()),
            bindings,
        }
    }
}
