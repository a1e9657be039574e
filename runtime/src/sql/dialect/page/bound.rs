//! The condition that compares rows with a cursor, written so that an index can follow it.

use sqlx::error::BoxDynError;

use super::SortColumn;
use crate::facts::model::Order;
use crate::sql::dialect::{Dialect, Statement};

/// The rows that follow a cursor in an order, or those that precede it.
pub(super) struct Boundary<'a, DB: Dialect> {
    pub(super) columns: &'a [SortColumn<DB>],
    pub(super) order: &'a [Order],
    /// Which values of the cursor are null.
    pub(super) nulls: &'a [bool],
    pub(super) follows: bool,
    /// Whether the cursor's own row is included.
    pub(super) or_equal: bool,
}

/// A function that appends the cursor's value at a place in the order.
type PushValue<'a, DB> = &'a dyn Fn(usize, &mut Statement<DB>) -> Result<(), BoxDynError>;

impl<DB: Dialect> Boundary<'_, DB> {
    pub(super) fn push(
        &self,
        statement: &mut Statement<DB>,
        value: PushValue<'_, DB>,
    ) -> Result<(), BoxDynError> {
        if self.is_uniform() {
            return self.push_rows(statement, value);
        }
        // The chain says everything, but an index cannot follow a chain. So the condition begins with one that the
        // chain implies.
        if self.order.len() > 1 && !self.nulls[0] && !self.nulls_are_beyond(0) {
            self.push_column(0, statement);
            statement.push(self.sign(0, true));
            value(0, statement)?;
            statement.push(" AND ");
        }
        self.push_chain(0, statement, value)
    }

    /// Returns whether rows can be compared as they are: all columns have one direction, and none is ever null.
    ///
    /// MySQL and MariaDB would read all rows of a key up to the cursor (511 rows where the chain reads 5).
    fn is_uniform(&self) -> bool {
        if !DB::SEEKS_ROWS && self.order.len() > 1 {
            return false;
        }
        let down = self.order.first().is_some_and(|first| first.descending);
        self.order.iter().all(|order| order.descending == down)
            && self.columns.iter().all(|column| !column.nullable)
    }

    fn push_rows(&self, statement: &mut Statement<DB>, value: PushValue<'_, DB>) -> Result<(), BoxDynError> {
        let (before, after) = if self.order.len() > 1 { ("(", ")") } else { ("", "") };
        statement.push(before);
        statement.list(0..self.order.len(), |statement, at| self.push_column(at, statement));
        statement.push(after).push(self.sign(0, self.or_equal)).push(before);
        for at in 0..self.order.len() {
            statement.push(if at > 0 { ", " } else { "" });
            value(at, statement)?;
        }
        statement.push(after);
        Ok(())
    }

    /// Appends the condition that a row is beyond the cursor in this column, or equal in it and beyond in those that
    /// follow.
    fn push_chain(
        &self,
        at: usize,
        statement: &mut Statement<DB>,
        value: PushValue<'_, DB>,
    ) -> Result<(), BoxDynError> {
        let mut has_terms = false;
        let mut start_term = |statement: &mut Statement<DB>| {
            statement.push(if has_terms { " OR " } else { "(" });
            has_terms = true;
            self.push_column(at, statement);
        };
        if !self.nulls[at] {
            start_term(statement);
            statement.push(self.sign(at, false));
            value(at, statement)?;
        }
        match (self.nulls[at], self.nulls_are_beyond(at)) {
            (false, true) => {
                start_term(statement);
                statement.push(" IS NULL");
            }
            (true, false) if !self.nulls_would_be_beyond(at) => {
                start_term(statement);
                statement.push(" IS NOT NULL");
            }
            _ => {}
        }
        let is_last = at + 1 == self.order.len();
        if !is_last || self.or_equal {
            start_term(statement);
            if self.nulls[at] {
                statement.push(" IS NULL");
            } else {
                statement.push(" = ");
                value(at, statement)?;
            }
            if !is_last {
                statement.push(" AND ");
                self.push_chain(at + 1, statement, value)?;
            }
        }
        statement.push(if has_terms { ")" } else { "(1 = 0)" });
        Ok(())
    }

    fn push_column(&self, at: usize, statement: &mut Statement<DB>) {
        statement.push("t.").push_name(self.order[at].column);
    }

    /// Returns whether larger values are beyond the cursor in a column.
    fn is_upward(&self, at: usize) -> bool {
        self.order[at].descending != self.follows
    }

    fn sign(&self, at: usize, or_equal: bool) -> &'static str {
        match (self.is_upward(at), or_equal) {
            (true, true) => " >= ",
            (true, false) => " > ",
            (false, true) => " <= ",
            (false, false) => " < ",
        }
    }

    /// Returns whether nulls would be beyond all values, if the column had any.
    fn nulls_would_be_beyond(&self, at: usize) -> bool {
        self.order[at].ends_with_nulls::<DB>() == self.follows
    }

    /// Returns whether nulls are beyond the cursor's value.
    fn nulls_are_beyond(&self, at: usize) -> bool {
        self.columns[at].nullable && !self.nulls[at] && self.nulls_would_be_beyond(at)
    }
}
