//! What a statement asks for where it wants a slice of each key's rows, and the text that every database
//! writes alike. How each cuts slices for many keys at once stands with it.

use std::collections::BTreeMap;

use sqlx::error::BoxDynError;

use self::bound::Bound;
pub(crate) use self::sort::{SortColumn, SortValue};
use super::{Dialect, Question, Statement};
use crate::model::Order;
use crate::page::Slice;
use crate::paged::Strategy;
use crate::sort::Datum;

mod bound;
mod sort;

/// Slices of the rows that a question finds for each key.
#[expect(missing_debug_implementations, reason = "the question need not print")]
pub struct Slices<'a, DB: Dialect> {
    pub(crate) question: Question<'a, DB>,
    /// The order of the rows, made total.
    pub(crate) order: &'a [Order],
    /// The columns of the order, or nothing where no slice has a cursor.
    pub(crate) sort: &'a [SortColumn<DB>],
    /// The columns of the primary key.
    pub(crate) primary: &'static [&'static str],
    pub(crate) strategy: Strategy,
}

/// A key and the slice of its rows that is asked for.
#[derive(Debug)]
pub struct Asked<'a, K> {
    pub(crate) position: usize,
    pub(crate) key: K,
    pub(crate) slice: &'a Slice,
}

/// What a part of a statement depends on: keys whose slices are alike in it stand in one part.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Arm {
    backward: bool,
    offset: bool,
    total: bool,
    /// Which values of the cursor are null.
    after: Option<Vec<bool>>,
    before: Option<Vec<bool>>,
}

/// The keys of each arm.
pub(super) type Arms<'k, 'a, K> = Vec<(Arm, Vec<&'k Asked<'a, K>>)>;

/// The most arms of one statement: SQLite takes 500 parts of a union, and an arm can be two.
const MOST_ARMS: usize = 200;

/// The keys by their arms, as far as these fit into one statement: nearly always there is one.
pub(super) fn by_arm<'k, 'a, K>(asked: &'k [Asked<'a, K>]) -> Vec<Arms<'k, 'a, K>> {
    let mut arms: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for each in asked {
        arms.entry(Arm::of(each.slice)).or_default().push(each);
    }
    let mut statements = Vec::new();
    let mut arms = arms.into_iter().peekable();
    while arms.peek().is_some() {
        statements.push(arms.by_ref().take(MOST_ARMS).collect());
    }
    statements
}

/// One of the two cursors of a slice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    After,
    Before,
}

impl Side {
    pub(super) const BOTH: [Self; 2] = [Self::After, Self::Before];

    /// The name of its values among those that are listed with the keys.
    pub(super) const fn letter(self) -> char {
        match self {
            Self::After => 'a',
            Self::Before => 'b',
        }
    }

    pub(super) fn values(self, slice: &Slice) -> Option<&[Datum]> {
        match self {
            Self::After => slice.after.as_deref(),
            Self::Before => slice.before.as_deref(),
        }
    }
}

/// Which rows, as they stand to a cursor.
#[derive(Clone, Copy)]
enum Rows {
    /// On the cursor's side of the slice.
    Beyond(Side),
    /// Not so: the row of the cursor itself, and those on the other side.
    Short(Side),
}

/// Where a statement has the values of the key that a part is about.
pub(super) trait Values<DB: Dialect> {
    /// Appends a part of the key.
    fn push_key(&self, at: usize, statement: &mut Statement<DB>) -> Result<(), BoxDynError>;

    /// Appends a value of a cursor, which is not null.
    fn push_cursor(&self, side: Side, at: usize, statement: &mut Statement<DB>) -> Result<(), BoxDynError>;
}

/// In the list of the keys, which is named `k`.
#[cfg(any(feature = "sqlite", feature = "postgres", feature = "mysql"))]
pub(super) struct Listed;

#[cfg(any(feature = "sqlite", feature = "postgres", feature = "mysql"))]
impl<DB: Dialect> Values<DB> for Listed {
    fn push_key(&self, at: usize, statement: &mut Statement<DB>) -> Result<(), BoxDynError> {
        statement.push(&format!("k.c{at}"));
        Ok(())
    }

    fn push_cursor(&self, side: Side, at: usize, statement: &mut Statement<DB>) -> Result<(), BoxDynError> {
        statement.push(&format!("k.{}{at}", side.letter()));
        Ok(())
    }
}

impl Arm {
    fn of(slice: &Slice) -> Self {
        let nulls = |values: &[Datum]| values.iter().map(Datum::is_null).collect();
        Self {
            backward: slice.backward,
            offset: slice.offset > 0,
            total: slice.total,
            after: slice.after.as_deref().map(nulls),
            before: slice.before.as_deref().map(nulls),
        }
    }

    /// Whether anything is asked beside the rows, so that every key has a row for that.
    pub(super) const fn asks_around(&self) -> bool {
        self.total || self.offset || self.after.is_some() || self.before.is_some()
    }

    /// Which values of a cursor are null.
    const fn nulls(&self, side: Side) -> Option<&Vec<bool>> {
        match side {
            Side::After => self.after.as_ref(),
            Side::Before => self.before.as_ref(),
        }
    }

    /// The places of a cursor's values that are not null.
    pub(super) fn listed(&self, side: Side) -> impl Iterator<Item = usize> {
        let nulls = self.nulls(side).map_or(&[][..], Vec::as_slice);
        nulls.iter().enumerate().filter_map(|(at, null)| (!null).then_some(at))
    }

    /// How many values stand in the list for each key.
    #[cfg(any(feature = "sqlite", feature = "mysql"))]
    pub(super) fn width(&self, keys: usize) -> usize {
        3 + keys + Side::BOTH.map(|side| self.listed(side).count()).iter().sum::<usize>()
    }

    /// The names of the values that stand in the list of the keys.
    #[cfg(any(feature = "sqlite", feature = "postgres", feature = "mysql"))]
    pub(super) fn push_names<DB: Dialect>(&self, keys: usize, statement: &mut Statement<DB>) {
        statement.push("o, lim, off");
        for at in 0..keys {
            statement.push(&format!(", c{at}"));
        }
        for side in Side::BOTH {
            for at in self.listed(side) {
                statement.push(&format!(", {}{at}", side.letter()));
            }
        }
    }
}

impl<DB: Dialect> Slices<'_, DB> {
    /// Appends the columns of a row, named `x0`, `x1`, ….
    pub(super) fn push_columns(&self, statement: &mut Statement<DB>) {
        let mut at = 0;
        statement.list(&self.question.select, |statement, selected| {
            self.question.push_selected(statement, *selected);
            statement.push(&format!(" AS x{at}"));
            at += 1;
        });
    }

    /// Appends the same columns, of a part that has named them.
    #[cfg(any(feature = "sqlite", feature = "postgres", feature = "mysql"))]
    pub(super) fn push_names(&self, of: &str, statement: &mut Statement<DB>) {
        let width = self.question.select.len();
        statement.list(0..width, |statement, at| {
            statement.push(&format!("{of}.x{at}"));
        });
    }

    /// Appends what a row of the model has where others have what is known around a slice.
    pub(super) fn push_no_facts(&self, arms: &[Arm], statement: &mut Statement<DB>) {
        if arms.iter().any(Arm::asks_around) {
            let none = DB::NO_FACT;
            statement.push(&format!(", {none} AS total, {none} AS earlier, {none} AS later"));
        }
    }

    /// Appends the columns of a row that has what is known around a slice, behind the columns of the model:
    /// how many rows there are, and whether there are any before and behind the slice. What the rows of the
    /// slice tell themselves is not asked.
    pub(super) fn push_facts(
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
            statement.push(", -1");
        }
        for (side, near) in [(Side::After, !arm.backward), (Side::Before, arm.backward)] {
            let other = if side == Side::After { Side::Before } else { Side::After };
            let rows = match (near && arm.offset, arm.nulls(side)) {
                // What is passed over lies on this side, and so does all that the cursor leaves out.
                (true, _) => Some(Rows::Beyond(other)),
                (false, Some(_)) => Some(Rows::Short(side)),
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

    /// Appends the rows of a slice before they are cut: ` FROM … WHERE …`.
    pub(super) fn push_slice(
        &self,
        arm: &Arm,
        values: &dyn Values<DB>,
        statement: &mut Statement<DB>,
    ) -> Result<(), BoxDynError> {
        self.push_from(arm, &[Rows::Beyond(Side::After), Rows::Beyond(Side::Before)], values, statement)
    }

    fn push_from(
        &self,
        arm: &Arm,
        rows: &[Rows],
        values: &dyn Values<DB>,
        statement: &mut Statement<DB>,
    ) -> Result<(), BoxDynError> {
        statement.push(" FROM ");
        self.question.push_last_table(statement)?;
        statement.push(" WHERE ");
        self.push_condition(arm, rows, values, statement)
    }

    fn push_condition(
        &self,
        arm: &Arm,
        rows: &[Rows],
        values: &dyn Values<DB>,
        statement: &mut Statement<DB>,
    ) -> Result<(), BoxDynError> {
        self.question.push_match(statement, |statement, at| values.push_key(at, statement))?;
        for rows in rows {
            let (side, short) = match *rows {
                Rows::Beyond(side) => (side, false),
                Rows::Short(side) => (side, true),
            };
            let Some(nulls) = arm.nulls(side) else { continue };
            statement.push(" AND ");
            let bound = Bound {
                columns: self.sort,
                order: self.order,
                nulls,
                follows: (side == Side::After) != short,
                or_equal: short,
            };
            bound.push(statement, &|at, statement| values.push_cursor(side, at, statement))?;
        }
        Ok(())
    }

    /// Appends the slices of an arm as numbered rows of a join with its keys, which `keys` appends.
    #[cfg(any(feature = "sqlite", feature = "postgres", feature = "mysql"))]
    pub(super) fn push_window(
        &self,
        arms: &[Arm],
        arm: &Arm,
        statement: &mut Statement<DB>,
        keys: impl FnOnce(&mut Statement<DB>) -> Result<(), BoxDynError>,
    ) -> Result<(), BoxDynError> {
        statement.push("SELECT ");
        self.push_names("w", statement);
        statement.push(", w.o AS o");
        self.push_no_facts(arms, statement);
        statement.push(" FROM (SELECT ");
        self.push_columns(statement);
        statement.push(", k.o, k.lim, k.off, ROW_NUMBER() OVER (PARTITION BY k.o");
        self.push_order(arm, statement);
        statement.push(") AS n FROM ");
        keys(statement)?;
        statement.push(" AS k JOIN ");
        self.question.push_last_table(statement)?;
        statement.push(" ON ");
        let rows = [Rows::Beyond(Side::After), Rows::Beyond(Side::Before)];
        self.push_condition(arm, &rows, &Listed, statement)?;
        statement.push(") AS w WHERE w.n > w.off AND w.n <= w.off + w.lim");
        Ok(())
    }

    /// Appends what there is to each arm, whose keys are named `k0`, `k1`, …: the rows, as `rows` appends them,
    /// and what is known around them.
    #[cfg(any(feature = "sqlite", feature = "postgres"))]
    pub(super) fn push_arms(
        &self,
        arms: &[Arm],
        statement: &mut Statement<DB>,
        rows: impl Fn(usize, &mut Statement<DB>) -> Result<(), BoxDynError>,
    ) -> Result<(), BoxDynError> {
        for (nth, arm) in arms.iter().enumerate() {
            statement.push(if nth > 0 { " UNION ALL " } else { " " });
            rows(nth, statement)?;
            if arm.asks_around() {
                statement.push(" UNION ALL SELECT ");
                self.push_nothing(statement);
                statement.push(", k.o");
                self.push_facts(arm, &Listed, statement)?;
                statement.push(&format!(" FROM k{nth} AS k"));
            }
        }
        self.push_end(statement);
        Ok(())
    }

    /// Appends the columns of the primary key.
    #[cfg(feature = "sqlite")]
    pub(super) fn push_primary(&self, statement: &mut Statement<DB>) {
        statement.list(self.primary, |statement, name| {
            statement.push("t.").push_name(name);
        });
    }

    /// Appends the order in which a slice is taken.
    pub(super) fn push_order(&self, arm: &Arm, statement: &mut Statement<DB>) {
        statement.push(" ORDER BY ");
        statement.list(self.order, |statement, order| {
            statement.push("t.").push_name(order.column);
            statement.push(if order.descending == arm.backward { "" } else { " DESC" });
        });
    }

    /// Appends the end of a statement: the slices one after the other, each in the order of the relation.
    pub(super) fn push_end(&self, statement: &mut Statement<DB>) {
        statement.push(" ORDER BY o");
        for order in self.order {
            let place =
                |selected: &_| *selected == super::question::Selected::Column(self.last(), order.column);
            if let Some(at) = self.question.select.iter().position(place) {
                statement.push(&format!(", x{at}")).push(if order.descending { " DESC" } else { "" });
            }
        }
    }

    fn last(&self) -> usize {
        self.question.tables.len() - 1
    }

    /// Appends nothing for each column of the model.
    pub(super) fn push_nothing(&self, statement: &mut Statement<DB>) {
        statement.list(&self.question.select, |statement, _| {
            statement.push("NULL");
        });
    }
}
