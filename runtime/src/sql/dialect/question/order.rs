//! The order of the rows of a key: as the statement states it, or as the reader of the rows can restore it.

use super::{Question, RowsOf, Selected};
use crate::facts::every::NO_KEY_COLUMN;
use crate::facts::model::Order;
use crate::sql::column_type::ColumnType;
use crate::sql::dialect::{Dialect, Statement};

/// A column that tells where a row stands among the rows of its key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Rank {
    pub(crate) position: usize,
    pub(crate) descending: bool,
}

impl<DB: Dialect> Question<'_, DB> {
    /// Removes the order from the statement if all of its columns sort as numbers: the values of the rows then tell
    /// their order within a key. Returns no ranks if the statement keeps its order or has none.
    pub(crate) fn take_order(&mut self, types: &[&[ColumnType<DB>]]) -> Vec<Rank> {
        let RowsOf::Each(order) = &self.rows else { return Vec::new() };
        let ranks = order.iter().filter(|order| !self.is_key(order)).map(|order| self.rank(order, types));
        let ranks: Option<Vec<_>> = ranks.collect();
        if ranks.is_some() {
            self.rows = RowsOf::Each(Vec::new());
        }
        ranks.unwrap_or_default()
    }

    /// Returns the rank that an order column gives, if the column is read and sorts as a number.
    fn rank(&self, order: &Order, types: &[&[ColumnType<DB>]]) -> Option<Rank> {
        let column = Selected::Column(self.last(), order.column);
        let position = self.select.iter().position(|selected| *selected == column)?;
        let descending = order.descending;
        let kind = types.iter().copied().flatten().nth(position)?;
        DB::sorts_as_number(kind.id).then_some(Rank { position, descending })
    }

    /// Returns whether an order is by a key column, whose value is the same for all rows of a key.
    fn is_key(&self, order: &Order) -> bool {
        self.tables.len() == 1 && self.keys.contains(&order.column)
    }

    /// Appends an order of the rows, with orders of the first table before and after it.
    pub(super) fn push_order_by(
        &self,
        statement: &mut Statement<DB>,
        before: &[Order],
        own: &[Order],
        behind: &[Order],
    ) {
        if own.is_empty() {
            return;
        }
        statement.push(" ORDER BY ");
        let (first, last) = (0, self.last());
        let varies = |order: &&Order| !self.keys.contains(&order.column);
        let is_new = |order: &&Order| before.iter().all(|before| before.column != order.column);
        let keys = self.keys.iter().filter(|key| **key != NO_KEY_COLUMN);
        let keys = keys.map(|&column| (first, Order::by(column)));
        let before_own = before.iter().filter(varies).map(|order| (first, *order));
        let own = own.iter().filter(|order| !self.is_key(order)).map(|order| (last, *order));
        let behind_own = behind.iter().filter(varies).filter(is_new).map(|order| (first, *order));
        statement.list(keys.chain(before_own).chain(own).chain(behind_own), |statement, (table, order)| {
            self.push_order(statement, table, order);
        });
    }

    /// Appends a column of the table at a position, as a term of an order.
    pub(in crate::sql::dialect) fn push_order(
        &self,
        statement: &mut Statement<DB>,
        table: usize,
        order: Order,
    ) {
        statement.push_sorted(&order, |statement| self.push_column(statement, table, order.column));
    }
}
