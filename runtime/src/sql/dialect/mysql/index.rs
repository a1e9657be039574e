//! Whether an index of a table serves slices that are joined laterally. Who asks for the indexes is not known here.
//!
//! Such a slice is read along an index only if its order names the key's column too, in the direction that the index
//! has it: the key of a joined slice is no constant to MySQL. And of several indexes that begin with the key, it
//! takes any. Slices that no index serves for sure are not joined, so that none ever reads all rows of its key.

use std::collections::HashMap;

use crate::facts::model::Order;

/// The indexes of the tables of a database.
#[derive(Debug, Default)]
pub(super) struct Indexes {
    /// Tables in lower case, for servers differ in how they write them.
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
    /// Takes in the next column of an index.
    pub(super) fn push(&mut self, table: &str, index: &str, column: &str, descending: bool) {
        let indexes = self.tables.entry(table.to_lowercase()).or_default();
        if indexes.last().is_none_or(|last| last.name != index) {
            indexes.push(Index { name: index.to_owned(), columns: Vec::new() });
        }
        if let Some(last) = indexes.last_mut() {
            last.columns.push(Column { name: column.to_owned(), descending });
        }
    }

    /// Whether the key descends where an index that serves the order is read along it; `None` where none does.
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
        // Every index goes on with the primary key.
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

    /// Names of columns, behind a minus where they descend.
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
