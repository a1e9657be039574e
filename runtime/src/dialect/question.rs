//! What a lookup asks for, as constants of the model, and the text that every database writes alike.
//! How "key in these" is written stands with each database.

use super::{Dialect, Statement};
use crate::lookup::Lookup;
use crate::model::{Column, Model, Order};

/// The rows that a lookup asks for, without its keys.
#[doc(hidden)]
#[derive(Debug)]
pub struct Question {
    pub(crate) table: &'static [&'static str],
    pub(crate) columns: &'static [Column],
    pub(crate) keys: &'static [&'static str],
    pub(crate) order: Vec<Order>,
}

impl Question {
    pub(crate) fn of<L: Lookup>() -> Self {
        Self {
            table: L::Model::TABLE,
            columns: L::Model::COLUMNS,
            keys: L::COLUMNS,
            order: if L::UNIQUE { Vec::new() } else { total_order(L::COLUMNS, L::ORDER, L::Model::ORDER) },
        }
    }

    /// Appends `SELECT` and the model's columns; a database adds its own behind them.
    pub(super) fn push_select<DB: Dialect>(&self, statement: &mut Statement<DB>) {
        statement.push("SELECT ");
        statement.list(self.columns, |statement, column| {
            statement.push_column(column.name);
        });
    }

    /// Appends the table under the name `t`.
    pub(super) fn push_table<DB: Dialect>(&self, statement: &mut Statement<DB>) {
        for (at, part) in self.table.iter().enumerate() {
            statement.push(if at > 0 { "." } else { "" }).push_name(part);
        }
        statement.push(" AS t");
    }

    /// Appends the key column, or all of them in parentheses.
    pub(super) fn push_keys<DB: Dialect>(&self, statement: &mut Statement<DB>) {
        let (before, after) = if self.keys.len() > 1 { ("(", ")") } else { ("", "") };
        statement.push(before);
        statement.list(self.keys, |statement, key| {
            statement.push_column(key);
        });
        statement.push(after);
    }

    /// Appends the comparison of every key column, behind a sign, with the asked keys, which are named `k`.
    #[cfg(any(feature = "sqlite", feature = "postgres"))]
    pub(super) fn push_join<DB: Dialect>(&self, statement: &mut Statement<DB>, sign: &str) {
        for (at, key) in self.keys.iter().enumerate() {
            statement.push(if at > 0 { " AND " } else { "" }).push(sign).push_column(key);
            statement.push(&format!(" = k.c{at}"));
        }
    }

    /// Appends the order of the rows.
    pub(super) fn push_order<DB: Dialect>(&self, statement: &mut Statement<DB>) {
        if self.order.is_empty() {
            return;
        }
        statement.push(" ORDER BY ");
        statement.list(&self.order, |statement, order| {
            statement.push_column(order.column).push(if order.descending { " DESC" } else { "" });
        });
    }

    /// The names of the asked keys' parts: `c0, c1`.
    pub(super) fn key_names(&self) -> String {
        let names: Vec<_> = (0..self.keys.len()).map(|at| format!("c{at}")).collect();
        names.join(", ")
    }
}

/// A relation's order within each key, made total by the primary key so that results are repeatable.
///
/// The keys come first: an index on the key and the order then gives the rows as they are wanted, and nothing
/// is sorted (SQLite: 3.3 instead of 4.2 ms for 5 000 rows of 500 keys).
fn total_order(keys: &[&'static str], order: &[Order], tie_breaker: &[Order]) -> Vec<Order> {
    let keys = keys.iter().map(|&column| Order { column, descending: false });
    let mut total: Vec<Order> = Vec::new();
    for each in keys.chain(order.iter().chain(tie_breaker).copied()) {
        if total.iter().all(|known| known.column != each.column) {
            total.push(each);
        }
    }
    total
}

#[cfg(test)]
mod tests {
    use super::{Order, total_order};

    fn columns(order: &[Order]) -> Vec<(&str, bool)> {
        order.iter().map(|each| (each.column, each.descending)).collect()
    }

    #[test]
    fn keys_lead_and_the_primary_key_ends_an_order() {
        let newest = [Order { column: "day", descending: true }];
        let id = [Order { column: "id", descending: false }];
        let order = total_order(&["author"], &newest, &id);
        assert_eq!(columns(&order), [("author", false), ("day", true), ("id", false)]);
    }

    #[test]
    fn a_column_is_named_once() {
        let order = [Order { column: "author", descending: true }, Order { column: "id", descending: true }];
        let id = [Order { column: "id", descending: false }];
        assert_eq!(columns(&total_order(&["author"], &order, &id)), [("author", false), ("id", true)]);
    }
}
