//! Whether an index of a table serves slices that are joined laterally. Does not ask the server for the indexes.
//!
//! MySQL reads such a slice along an index only if the order of the slice also names the key's column, in the direction
//! of the index, because the key of a joined slice is not a constant for MySQL. If several indexes begin with the key,
//! MySQL takes any of them. Slices are only joined if an index is sure to serve them, so that no slice ever reads all
//! rows of its key.

use std::collections::HashMap;

use crate::facts::model::Order;

/// The indexes of the tables of a database.
#[derive(Debug, Default)]
pub(super) struct Indexes {
    /// The tables by their names in lower case, because servers differ in how they write the names.
    tables: HashMap<String, Vec<Index>>,
}

#[derive(Debug)]
struct Index {
    name: String,
    columns: Vec<Column>,
}

#[derive(Debug)]
struct Column {
    name: String,
    descending: bool,
}

impl Indexes {
    /// Adds the next column of an index.
    pub(super) fn push(&mut self, table: &str, index: &str, column: &str, descending: bool) {
        let indexes = self.tables.entry(table.to_lowercase()).or_default();
        if indexes.last().is_none_or(|last| last.name != index) {
            indexes.push(Index { name: index.to_owned(), columns: Vec::new() });
        }
        if let Some(last) = indexes.last_mut() {
            last.columns.push(Column { name: column.to_owned(), descending });
        }
    }

    /// Returns whether the key descends when an index that serves the order is read along it, or `None` if no index
    /// serves it.
    pub(super) fn descends(
        &self,
        table: &str,
        key: &str,
        order: &[Order],
        primary: &'static [&'static str],
    ) -> Option<bool> {
        let starts = |index: &&Index| index.columns.first().is_some_and(|first| first.is(key));
        let mut starting = self.tables.get(&table.to_lowercase())?.iter().filter(starts);
        let (index, None) = (starting.next()?, starting.next()) else { return None };
        let [first, rest @ ..] = &index.columns[..] else { return None };
        // Every index continues with the primary key.
        let hidden = primary.iter().filter(|name| !index.columns.iter().any(|column| column.is(name)));
        let rest = rest.iter().map(|column| (&*column.name, column.descending));
        let mut columns = rest.chain(hidden.map(|name| (*name, false)));
        let mut backward = None;
        for order in order {
            let (name, descending) = columns.next()?;
            let against = descending != order.descending;
            if !name.eq_ignore_ascii_case(order.column) || *backward.get_or_insert(against) != against {
                return None;
            }
        }
        Some(first.descending != backward?)
    }
}

impl Column {
    fn is(&self, name: &str) -> bool {
        self.name.eq_ignore_ascii_case(name)
    }
}

#[cfg(test)]
mod tests {
    use super::Indexes;
    use crate::facts::model::Order;

    /// Reads names of columns. A minus in front of a name makes the column descend.
    fn columns(list: &str) -> impl Iterator<Item = (&str, bool)> {
        list.split_whitespace().map(|name| (name.trim_start_matches('-'), name.starts_with('-')))
    }

    fn descends(indexes: &[&str], order: &'static str) -> Option<bool> {
        let mut known = Indexes::default();
        known.push("Articles", "PRIMARY", "id", false);
        for (nth, index) in indexes.iter().enumerate() {
            for (column, descending) in columns(index) {
                known.push("Articles", &format!("by_{nth}"), column, descending);
            }
        }
        let order: Vec<_> =
            columns(order).map(|(column, descending)| Order { descending, ..Order::by(column) }).collect();
        known.descends("articles", "reporter", &order, &["id"])
    }

    #[test]
    fn an_index_is_read_along_the_order_or_against_it() {
        assert_eq!(descends(&["reporter day id"], "day id"), Some(false));
        assert_eq!(descends(&["reporter day id"], "-day -id"), Some(true));
        assert_eq!(descends(&["reporter -day -id"], "-day -id"), Some(false));
        assert_eq!(descends(&["reporter -day id"], "-day id"), Some(false));
        assert_eq!(descends(&["reporter -day id"], "day -id"), Some(true));
        assert_eq!(descends(&["-reporter -day id"], "-day id"), Some(true));
        assert_eq!(descends(&["Reporter Day", "day"], "day id"), Some(false));
        assert_eq!(descends(&["reporter"], "-id"), Some(true));
    }

    #[test]
    fn an_index_for_another_order_serves_none() {
        assert_eq!(descends(&[], "day id"), None);
        assert_eq!(descends(&["day id"], "day id"), None);
        assert_eq!(descends(&["reporter"], "day id"), None);
        assert_eq!(descends(&["reporter title day id"], "day id"), None);
        assert_eq!(descends(&["reporter day id"], "-day id"), None);
        assert_eq!(descends(&["reporter -day"], "-day -id"), None);
    }

    #[test]
    fn of_two_indexes_nobody_knows_which_is_taken() {
        assert_eq!(descends(&["reporter day id", "reporter"], "day id"), None);
    }
}
