//! Which keys of a batch share a part of a statement, and where this part finds their values.

use std::collections::BTreeMap;

use sqlx::error::BoxDynError;

use super::KeyedSlice;
use crate::facts::page::Slice;
use crate::facts::sort::Datum;
use crate::sql::dialect::{Dialect, Statement};

/// The properties of a slice that shape a part of a statement. Keys whose slices agree in them share one part.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::sql::dialect) struct Arm {
    pub(in crate::sql::dialect) backward: bool,
    pub(in crate::sql::dialect) offset: bool,
    pub(in crate::sql::dialect) total: bool,
    /// Which values of the cursor are null.
    after: Option<Vec<bool>>,
    before: Option<Vec<bool>>,
}

/// How many rows of a key a slice takes and skips.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::sql::dialect) struct Cut {
    pub(in crate::sql::dialect) limit: i64,
    pub(in crate::sql::dialect) offset: i64,
}

impl Cut {
    pub(in crate::sql::dialect) fn of(slice: &Slice) -> Self {
        Self { limit: slice.limit(), offset: slice.offset() }
    }
}

/// The keys of each arm.
pub(in crate::sql::dialect) type Arms<'k, 'a, K> = Vec<(Arm, Vec<&'k KeyedSlice<'a, K>>)>;

/// The most arms of one statement. SQLite takes 500 parts of a union, and an arm can be two.
const MAX_ARMS: usize = 200;

/// Returns the keys by their arms, and the arms by the statement into which they fit. There is nearly always one
/// statement. Slices that differ in what `apart` returns do not share an arm.
pub(in crate::sql::dialect) fn by_arm<'k, 'a, K, A: Ord>(
    asked: &'k [KeyedSlice<'a, K>],
    apart: impl Fn(&Slice) -> A,
) -> Vec<Arms<'k, 'a, K>> {
    let mut arms: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for each in asked {
        arms.entry((Arm::of(each.slice), apart(each.slice))).or_default().push(each);
    }
    let mut statements = Vec::new();
    let mut arms = arms.into_iter().map(|((arm, _), keys)| (arm, keys)).peekable();
    while arms.peek().is_some() {
        statements.push(arms.by_ref().take(MAX_ARMS).collect());
    }
    statements
}

/// One of the two cursors of a slice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::sql::dialect) enum Side {
    After,
    Before,
}

impl Side {
    /// Returns the letter that names this side's values in the list of the keys.
    pub(in crate::sql::dialect) const fn letter(self) -> char {
        match self {
            Self::After => 'a',
            Self::Before => 'b',
        }
    }

    pub(in crate::sql::dialect) fn values(self, slice: &Slice) -> Option<&[Datum]> {
        match self {
            Self::After => slice.after.as_deref(),
            Self::Before => slice.before.as_deref(),
        }
    }
}

/// Where a part of a statement finds the values of its key.
pub(in crate::sql::dialect) trait Values<DB: Dialect> {
    /// Appends a part of the key.
    fn push_key(&self, at: usize, statement: &mut Statement<DB>) -> Result<(), BoxDynError>;

    /// Appends a value of a cursor. The value is not null.
    fn push_cursor(&self, side: Side, at: usize, statement: &mut Statement<DB>) -> Result<(), BoxDynError>;
}

/// The values in the list of the keys, whose alias is `k`.
pub(in crate::sql::dialect) struct Listed;

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

    /// Returns whether the slices ask for facts around their rows. Each key then has a row for these facts.
    pub(in crate::sql::dialect) const fn asks_for_surroundings(&self) -> bool {
        self.total || self.offset || self.has_cursor()
    }

    pub(in crate::sql::dialect) const fn has_cursor(&self) -> bool {
        self.after.is_some() || self.before.is_some()
    }

    /// Returns which values of a cursor are null, or `None` if there is no cursor.
    pub(in crate::sql::dialect) const fn nulls(&self, side: Side) -> Option<&Vec<bool>> {
        match side {
            Side::After => self.after.as_ref(),
            Side::Before => self.before.as_ref(),
        }
    }

    /// Returns the places of the cursors' values that are not null, and therefore in the list for each key.
    pub(in crate::sql::dialect) fn cursors(&self) -> impl Iterator<Item = (Side, usize)> {
        [Side::After, Side::Before].into_iter().flat_map(|side| {
            let nulls = self.nulls(side).map_or(&[][..], Vec::as_slice);
            nulls.iter().enumerate().filter_map(move |(at, null)| (!null).then_some((side, at)))
        })
    }

    /// Returns how many values the list holds for each key.
    pub(in crate::sql::dialect) fn width(&self, keys: usize) -> usize {
        3 + keys + self.cursors().count()
    }

    /// Appends the names of the values in the list of the keys.
    pub(in crate::sql::dialect) fn push_names<DB: Dialect>(
        &self,
        keys: usize,
        statement: &mut Statement<DB>,
    ) {
        statement.push("o, lim, off");
        for at in 0..keys {
            statement.push(&format!(", c{at}"));
        }
        for (side, at) in self.cursors() {
            statement.push(&format!(", {}{at}", side.letter()));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{KeyedSlice, MAX_ARMS, by_arm};
    use crate::facts::page::Slice;
    use crate::facts::sort::Datum;

    /// Makes a slice with a cursor of ten values. The values whose bit is set are null.
    fn after(nulls: usize) -> Slice {
        let value = |bit: usize| if nulls >> bit & 1 == 1 { Datum::Null } else { Datum::Int(0) };
        Slice { after: Some((0..10).map(value).collect()), ..Slice::FIRST }
    }

    #[test]
    fn slices_that_differ_in_values_alone_stand_together() {
        let slices = [after(0), Slice { size: 7, ..after(0) }, after(1)];
        let asked: Vec<_> = slices
            .iter()
            .enumerate()
            .map(|(position, slice)| KeyedSlice { position, key: (), slice })
            .collect();
        let [statement] = &by_arm(&asked, |_| ())[..] else { panic!("one statement") };
        let positions: Vec<Vec<_>> =
            statement.iter().map(|(_, keys)| keys.iter().map(|asked| asked.position).collect()).collect();
        assert_eq!(positions, [vec![0, 1], vec![2]]);
    }

    #[test]
    fn more_arms_than_a_union_holds_are_several_statements() {
        let slices: Vec<_> = (0..1024).map(after).collect();
        let asked: Vec<_> = slices
            .iter()
            .enumerate()
            .map(|(position, slice)| KeyedSlice { position, key: (), slice })
            .collect();
        let statements = by_arm(&asked, |_| ());
        assert!(statements.iter().all(|arms| arms.len() <= MAX_ARMS));
        assert_eq!(statements.iter().flatten().count(), 1024);
    }
}
