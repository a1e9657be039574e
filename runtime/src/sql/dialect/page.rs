//! The slices of rows that a statement asks for, and the SQL that all databases write alike. Each database cuts the
//! slices of many keys at once in its own way.

use sqlx::error::BoxDynError;

pub(super) use self::arm::{Arm, Cut, Listed, Side, Values, by_arm};
use self::bound::Boundary;
pub(crate) use self::sort::{SortColumn, SortValue};
use super::question::Selected;
use super::{Dialect, Question, Statement};
use crate::facts::lookup::{Facts, Strategy};
use crate::facts::model::Order;
use crate::facts::page::Slice;

mod arm;
mod bound;
mod sort;

/// Slices of the rows that a question finds for each key.
#[expect(missing_debug_implementations, reason = "the question need not print")]
pub struct Slices<'a, DB: Dialect> {
    pub(crate) rows: Question<'a, DB>,
    /// The order of the rows, completed to a total order.
    pub(crate) order: &'a [Order],
    /// The columns of the order, or nothing if the slices have no cursors.
    pub(crate) sort: &'a [SortColumn<DB>],
    /// The facts of the lookup that finds the rows.
    pub(crate) facts: &'static Facts,
}

/// A key and the slice of its rows that is asked for.
#[derive(Debug)]
pub struct KeyedSlice<'a, K> {
    pub(crate) position: usize,
    pub(crate) key: K,
    pub(crate) slice: &'a Slice,
}

/// The position of a key that only pads a list of keys.
pub(super) const PADDING_POSITION: i64 = -1;

/// The rows on one side of a cursor.
#[derive(Clone, Copy)]
enum CursorRows {
    /// The rows on the side of the cursor where the slice is.
    Inside(Side),
    /// All other rows: the cursor's own row and those on its other side.
    Outside(Side),
}

impl CursorRows {
    /// The rows from which a slice is cut.
    const OF_SLICE: &[Self] = &[Self::Inside(Side::After), Self::Inside(Side::Before)];
}

impl<DB: Dialect> Slices<'_, DB> {
    /// Appends the columns of a row, named `x0`, `x1`, …, for a subquery from which the rest of the statement selects.
    pub(super) fn push_columns(&self, statement: &mut Statement<DB>) {
        self.push_all(statement, |statement, at| {
            statement.push(&format!("x{at}"));
        });
    }

    /// Appends the columns of a row, under the names by which they are read.
    pub(super) fn push_read(&self, statement: &mut Statement<DB>) {
        self.push_all(statement, |statement, at| self.push_name(at, statement));
    }

    fn push_all(&self, statement: &mut Statement<DB>, name: impl Fn(&mut Statement<DB>, usize)) {
        statement.list(self.rows.select.iter().enumerate(), |statement, (at, selected)| {
            self.rows.push_selected(statement, *selected);
            name(statement.push(" AS "), at);
        });
    }

    /// Appends the same columns, under the names by which they are read, from a subquery that has named them.
    pub(super) fn push_names(&self, of: &str, statement: &mut Statement<DB>) {
        statement.list(0..self.rows.select.len(), |statement, at| {
            statement.push(&format!("{of}.x{at}"));
            if self.facts.by_name {
                self.push_name(at, statement.push(" AS "));
            }
        });
    }

    /// Appends the name by which a column is read.
    fn push_name(&self, at: usize, statement: &mut Statement<DB>) {
        match self.rows.select[at] {
            Selected::Column(_, name) if self.facts.by_name => statement.push_name(name),
            _ => statement.push(&format!("x{at}")),
        };
    }

    /// Appends the facts around a slice, which stand after the columns of the model in a row of their own: how many
    /// rows there are, and whether there are any before and after the slice. The statement does not ask for facts that
    /// the rows of the slice tell themselves.
    pub(super) fn push_surroundings(
        &self,
        arm: &Arm,
        values: &dyn Values<DB>,
        statement: &mut Statement<DB>,
    ) -> Result<(), BoxDynError> {
        if arm.total {
            statement.push(", (SELECT COUNT(*)");
            self.push_from(arm, &[], values, statement)?;
            statement.push(")");
        } else {
            statement.push(", ").push(DB::NO_COUNT);
        }
        for (side, near) in [(Side::After, !arm.backward), (Side::Before, arm.backward)] {
            let other = if side == Side::After { Side::Before } else { Side::After };
            let rows = match (near && arm.offset, arm.nulls(side)) {
                // The rows that the offset skips are on this side, and so are all rows that the cursor excludes.
                (true, _) => Some(CursorRows::Inside(other)),
                (false, Some(_)) => Some(CursorRows::Outside(side)),
                (false, None) => None,
            };
            let Some(rows) = rows else {
                statement.push(", 0");
                continue;
            };
            statement.push(", CASE WHEN EXISTS (SELECT 1");
            self.push_from(arm, &[rows], values, statement)?;
            statement.push(") THEN 1 ELSE 0 END");
        }
        Ok(())
    }

    /// Appends ` FROM … WHERE …` for the rows from which a slice is cut.
    pub(super) fn push_slice(
        &self,
        arm: &Arm,
        values: &dyn Values<DB>,
        statement: &mut Statement<DB>,
    ) -> Result<(), BoxDynError> {
        self.push_from(arm, CursorRows::OF_SLICE, values, statement)
    }

    fn push_from(
        &self,
        arm: &Arm,
        rows: &[CursorRows],
        values: &dyn Values<DB>,
        statement: &mut Statement<DB>,
    ) -> Result<(), BoxDynError> {
        statement.push(" FROM ");
        self.rows.push_last_table(statement)?;
        statement.push(" WHERE ");
        self.rows
            .push_match(self.facts.primary, statement, |statement, at| values.push_key(at, statement))?;
        self.push_bounds(arm, rows, values, statement)
    }

    fn push_bounds(
        &self,
        arm: &Arm,
        rows: &[CursorRows],
        values: &dyn Values<DB>,
        statement: &mut Statement<DB>,
    ) -> Result<(), BoxDynError> {
        for rows in rows {
            let (side, is_outside) = match *rows {
                CursorRows::Inside(side) => (side, false),
                CursorRows::Outside(side) => (side, true),
            };
            let Some(nulls) = arm.nulls(side) else { continue };
            statement.push(" AND ");
            let bound = Boundary {
                columns: self.sort,
                order: self.order,
                nulls,
                follows: (side == Side::After) != is_outside,
                or_equal: is_outside,
            };
            bound.push(statement, &|at, statement| values.push_cursor(side, at, statement))?;
        }
        Ok(())
    }

    /// Appends a query for the slices of an arm, which numbers the rows of a join with the keys that `keys` appends.
    pub(super) fn push_window(
        &self,
        arms: &[Arm],
        arm: &Arm,
        statement: &mut Statement<DB>,
        keys: impl FnOnce(&mut Statement<DB>) -> Result<(), BoxDynError>,
    ) -> Result<(), BoxDynError> {
        statement.push("SELECT ");
        self.push_names("w", statement);
        statement.push(", w.o AS __position");
        push_no_surroundings(arms, statement);
        statement.push(" FROM (SELECT ");
        self.push_columns(statement);
        statement.push(", k.o, k.lim, k.off, ROW_NUMBER() OVER (PARTITION BY k.o");
        self.push_order(arm, statement);
        statement.push(") AS n FROM ");
        keys(statement)?;
        statement.push(" AS k JOIN ");
        self.rows.push_last_table(statement)?;
        statement.push(" ON ");
        if DB::CORRELATES_LISTS {
            let push_key = |statement: &mut Statement<DB>, at| Listed.push_key(at, statement);
            self.rows.push_match(self.facts.primary, statement, push_key)?;
        } else {
            self.rows.push_match_of_list(statement)?;
        }
        self.push_bounds(arm, CursorRows::OF_SLICE, &Listed, statement)?;
        statement.push(") AS w WHERE w.n > w.off AND w.n <= w.off + w.lim");
        Ok(())
    }

    /// Appends the queries for each arm, whose keys are named `__k0`, `__k1`, …: one for the rows, which `limited`
    /// appends unless the rows are numbered, and one for the facts around them.
    pub(super) fn push_arms(
        &self,
        arms: &[Arm],
        statement: &mut Statement<DB>,
        limited: impl Fn(usize, &mut Statement<DB>) -> Result<(), BoxDynError>,
    ) -> Result<(), BoxDynError> {
        for (nth, arm) in arms.iter().enumerate() {
            statement.push(if nth > 0 { " UNION ALL " } else { " " });
            match self.facts.strategy {
                Strategy::Limit => limited(nth, statement)?,
                Strategy::Window => self.push_window(arms, arm, statement, |statement| {
                    statement.push(&format!("__k{nth}"));
                    Ok(())
                })?,
            }
            if arm.asks_for_surroundings() {
                statement.push(" UNION ALL SELECT ");
                self.push_nothing(statement);
                statement.push(", k.o");
                self.push_surroundings(arm, &Listed, statement)?;
                statement.push(&format!(" FROM __k{nth} AS k"));
            }
        }
        self.push_end(statement);
        Ok(())
    }

    /// Appends the order in which a slice is cut.
    pub(super) fn push_order(&self, arm: &Arm, statement: &mut Statement<DB>) {
        statement.push(" ORDER BY ");
        self.push_order_columns(arm, statement);
    }

    /// Appends the columns of that order.
    pub(super) fn push_order_columns(&self, arm: &Arm, statement: &mut Statement<DB>) {
        statement.list(self.order, |statement, order| {
            let order = if arm.backward { order.reversed() } else { *order };
            statement.push_sorted(&order, |statement| {
                statement.push("t.").push_name(order.column);
            });
        });
    }

    /// Appends the end of a statement, which orders the slices by position, and each slice in the order of the
    /// relation.
    pub(super) fn push_end(&self, statement: &mut Statement<DB>) {
        statement.push(" ORDER BY __position");
        for order in self.order {
            let place = |selected: &_| *selected == Selected::Column(self.rows.last(), order.column);
            if let Some(at) = self.rows.select.iter().position(place) {
                statement.push(", ").push_sorted(order, |statement| self.push_name(at, statement));
            }
        }
    }

    /// Appends `NULL` for each column of the model.
    pub(super) fn push_nothing(&self, statement: &mut Statement<DB>) {
        statement.list(&self.rows.select, |statement, _| {
            statement.push("NULL");
        });
    }
}

/// Appends the columns for the facts around a slice to a row of the model, which holds no facts.
pub(super) fn push_no_surroundings<DB: Dialect>(arms: &[Arm], statement: &mut Statement<DB>) {
    if arms.iter().any(Arm::asks_for_surroundings) {
        let none = DB::NO_COUNT;
        statement.push(&format!(", {none} AS __total, {none} AS __previous, {none} AS __next"));
    }
}

#[cfg(all(test, any(feature = "sqlite", feature = "postgres", feature = "mysql")))]
mod tests;
