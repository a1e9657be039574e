//! Slices on MySQL and MariaDB: a union of one limited query for each key or, if MySQL does as well with it, a list of
//! keys that are joined laterally to their slices. MariaDB has no lateral joins. The keys of each part are padded, so
//! that a relation has few texts.

use sqlx::MySql;
use sqlx::error::BoxDynError;

use super::index::Indexes;
use super::parts::{Part, statements};
use super::{MAX_PREPARED_KEYS, MAX_PREPARED_LISTS, MAX_SLICES};
use crate::facts::every::NO_KEY_COLUMN;
use crate::facts::lookup::Strategy;
use crate::facts::sort::Datum;
use crate::sql::dialect::page::{Arm, Cut, Listed, PADDING_POSITION, Side, Values, push_no_surroundings};
use crate::sql::dialect::{KeyedSlice, Keys, Slices, Statement};

/// A function that appends a part of a key, or null.
pub(super) type PushPart<K> = fn(Option<&K>, usize, &mut Statement<MySql>) -> Result<(), BoxDynError>;

/// Returns the statements, nearly always one.
pub(super) fn select<K: Keys<MySql>>(
    slices: &Slices<'_, MySql>,
    asked: &[KeyedSlice<'_, K>],
    indexes: Option<&Indexes>,
    push_part: PushPart<K>,
) -> Result<Vec<Statement<MySql>>, BoxDynError> {
    let descends = indexes.and_then(|indexes| descends(slices, indexes));
    statements(asked, descends.is_some(), MAX_SLICES)
        .iter()
        .map(|parts| {
            let mut statement = Statement::new();
            let arms: Vec<_> = parts.iter().map(|part| part.arm.clone()).collect();
            for (nth, Part { arm, keys, cut }) in parts.iter().enumerate() {
                statement.push(if nth > 0 { " UNION ALL " } else { "" });
                let writer = Writer { slices, arms: &arms, arm, keys, push_part };
                match (cut, descends) {
                    (Some(cut), Some(descends)) => writer.push_joined(*cut, descends, &mut statement)?,
                    _ => writer.push_each(&mut statement)?,
                }
            }
            slices.push_end(&mut statement);
            let alone = parts.iter().filter(|part| part.cut.is_none()).map(|part| part.keys.len());
            let joined = parts.iter().filter(|part| part.cut.is_some()).count();
            if alone.sum::<usize>() > MAX_PREPARED_KEYS || joined > MAX_PREPARED_LISTS {
                statement.forget();
            }
            Ok(statement)
        })
        .collect()
}

/// Returns whether the key descends when slices are read along an index that serves them, or `None` if they are not
/// joined.
fn descends(slices: &Slices<'_, MySql>, indexes: &Indexes) -> Option<bool> {
    let ([table], [key], Strategy::Limit) =
        (slices.rows.tables.as_slice(), slices.rows.keys, slices.facts.strategy)
    else {
        return None;
    };
    let [.., name] = table.name else { return None };
    // A list of all rows has no key that an index could begin with, and no index places nulls elsewhere.
    let moved = slices.order.iter().any(|order| order.moved_nulls::<MySql>().is_some());
    if *key == NO_KEY_COLUMN || moved {
        return None;
    }
    indexes.descends(name, key, slices.order, slices.facts.primary)
}

/// Writes the queries for some keys: the rows of their slices, and the facts around them.
struct Writer<'w, 'k, 'a, K> {
    slices: &'w Slices<'w, MySql>,
    /// The arms of the whole statement, whose parts all have the same columns.
    arms: &'w [Arm],
    arm: &'w Arm,
    keys: &'w [&'k KeyedSlice<'a, K>],
    push_part: PushPart<K>,
}

impl<'a, K: Keys<MySql>> Writer<'_, '_, 'a, K> {
    /// Appends a list of the keys, each joined to its slice. MySQL takes no column as a limit, so all slices have the
    /// same limit.
    fn push_joined(
        &self,
        cut: Cut,
        descends: bool,
        statement: &mut Statement<MySql>,
    ) -> Result<(), BoxDynError> {
        let Self { slices, arm, .. } = self;
        statement.push("SELECT ");
        slices.push_names("t", statement);
        statement.push(", k.o AS __position");
        push_no_surroundings(self.arms, statement);
        statement.push(" FROM ");
        self.push_list(statement)?;
        statement.push(" AS k JOIN LATERAL (SELECT ");
        slices.push_columns(statement);
        slices.push_slice(arm, &Listed, statement)?;
        // All rows of a slice have the same key. Sorting by it tells MySQL along which index to read them.
        statement.push(" ORDER BY ");
        slices.rows.push_column(statement, 0, slices.rows.keys[0]);
        statement.push(if descends == arm.backward { ", " } else { " DESC, " });
        slices.push_order_columns(arm, statement);
        statement.push(" LIMIT ").push_bind(cut.limit)?;
        statement.push(" OFFSET ").push_bind(cut.offset)?;
        statement.push(") AS t");
        if arm.asks_for_surroundings() {
            statement.push(" UNION ALL SELECT ");
            slices.push_names("n", statement);
            statement.push(", k.o");
            slices.push_surroundings(arm, &Listed, statement)?;
            statement.push(" FROM ");
            self.push_list(statement)?;
            statement.push(" AS k");
            self.push_no_row(statement);
        }
        Ok(())
    }

    /// Appends the list, whose column has the key's own type. Nulls pad the list, and find nothing.
    fn push_list(&self, statement: &mut Statement<MySql>) -> Result<(), BoxDynError> {
        let question = &self.slices.rows;
        statement.push("(SELECT 0 AS o, ");
        question.push_column(statement, 0, question.keys[0]);
        statement.push(" AS c0");
        question.push_no_rows(statement)?;
        statement.push(" UNION ALL VALUES ");
        for at in 0..self.keys.len().next_power_of_two() {
            let asked = self.keys.get(at);
            statement.push(if at > 0 { ", ROW(" } else { "ROW(" });
            statement
                .push_bind(asked.map_or(Ok(PADDING_POSITION), |asked| i64::try_from(asked.position))?)?;
            (self.push_part)(asked.map(|asked| &asked.key), 0, statement.push(", "))?;
            statement.push(")");
        }
        statement.push(")");
        Ok(())
    }

    /// Appends the queries for keys that are not joined to their slices.
    fn push_each(&self, statement: &mut Statement<MySql>) -> Result<(), BoxDynError> {
        match self.slices.facts.strategy {
            Strategy::Limit => self.push_limited(statement)?,
            Strategy::Window => self.push_window(statement)?,
        }
        if self.arm.asks_for_surroundings() {
            self.push_each_surroundings(statement)?;
        }
        Ok(())
    }

    /// Returns the keys, followed by copies of the lightest one until their number is a power of two. The copies have
    /// no position and no rows.
    fn padded(&self) -> impl Iterator<Item = (BoundValues<'_, 'a, K>, i64, i64)> {
        let Self { slices, keys, push_part, .. } = *self;
        let lightest = keys.iter().min_by_key(|asked| asked.key.bytes() + asked.slice.bytes());
        (0..keys.len().next_power_of_two()).filter_map(move |at| {
            let bound = |asked| BoundValues { slices, asked, push_part };
            match keys.get(at) {
                Some(asked) => Some((bound(asked), i64::try_from(asked.position).ok()?, asked.slice.limit())),
                None => Some((bound(lightest?), PADDING_POSITION, 0)),
            }
        })
    }

    /// Appends a limited query for each key.
    fn push_limited(&self, statement: &mut Statement<MySql>) -> Result<(), BoxDynError> {
        let Self { slices, arm, .. } = self;
        for (nth, (bound, position, limit)) in self.padded().enumerate() {
            statement.push(if nth > 0 { " UNION ALL (SELECT " } else { "(SELECT " });
            slices.push_read(statement);
            statement.push(", ").push_bind(position)?;
            statement.push(" AS __position");
            push_no_surroundings(self.arms, statement);
            slices.push_slice(arm, &bound, statement)?;
            slices.push_order(arm, statement);
            statement.push(" LIMIT ").push_bind(limit)?;
            statement.push(" OFFSET ").push_bind(bound.asked.slice.offset())?;
            statement.push(")");
        }
        Ok(())
    }

    /// Appends one query that numbers the rows of all keys. The list of the keys begins with the columns themselves,
    /// because bound values give way to the collations of columns.
    fn push_window(&self, statement: &mut Statement<MySql>) -> Result<(), BoxDynError> {
        let Self { slices, arm, .. } = self;
        slices.push_window(self.arms, arm, statement, |statement| {
            statement.push("(SELECT 0 AS o, 0 AS lim, 0 AS off");
            for (at, key) in slices.rows.keys.iter().enumerate() {
                statement.push(", ");
                slices.rows.push_column(statement, 0, key);
                statement.push(&format!(" AS c{at}"));
            }
            for (side, at) in arm.cursors() {
                statement.push(", t.").push_name(slices.order[at].column);
                statement.push(&format!(" AS {}{at}", side.letter()));
            }
            slices.rows.push_no_rows(statement)?;
            for (bound, position, limit) in self.padded() {
                statement.push(" UNION ALL SELECT ").push_bind(position)?;
                statement.push(", ").push_bind(limit)?;
                statement.push(", ").push_bind(bound.asked.slice.offset())?;
                for at in 0..slices.rows.keys.len() {
                    bound.push_key(at, statement.push(", "))?;
                }
                for (side, at) in arm.cursors() {
                    bound.push_cursor(side, at, statement.push(", "))?;
                }
            }
            statement.push(")");
            Ok(())
        })
    }

    /// Appends the facts around the slice of each key. The model is joined once, to the list of all facts, because each
    /// join opens a table and is planned (200 pages with their totals: 24 instead of 38 ms).
    fn push_each_surroundings(&self, statement: &mut Statement<MySql>) -> Result<(), BoxDynError> {
        statement.push(" UNION ALL (SELECT ");
        self.slices.push_names("n", statement);
        statement.push(", k.o, k.total, k.previous, k.next FROM (SELECT ").push_bind(PADDING_POSITION)?;
        statement.push(" AS o, 0 AS total, 0 AS previous, 0 AS next");
        for (bound, position, _) in self.padded() {
            statement.push(" UNION ALL SELECT ").push_bind(position)?;
            self.slices.push_surroundings(self.arm, &bound, statement)?;
        }
        statement.push(") AS k");
        self.push_no_row(statement);
        statement.push(")");
        Ok(())
    }

    /// Joins no row of the model, under the alias `n`, so that its columns are nulls of their own types. In a union, a
    /// null without a type would make a decimal of an unsigned integer. With a condition that is never true, MariaDB
    /// would read the whole table.
    fn push_no_row(&self, statement: &mut Statement<MySql>) {
        statement.push(" LEFT JOIN (SELECT ");
        self.slices.push_columns(statement);
        statement.push(" FROM ");
        self.slices.rows.push_bare_table(statement);
        statement.push(" LIMIT 0) AS n ON 1 = 1");
    }
}

/// The values of one key, bound wherever they are needed.
struct BoundValues<'b, 'a, K> {
    slices: &'b Slices<'b, MySql>,
    asked: &'b KeyedSlice<'a, K>,
    push_part: PushPart<K>,
}

impl<K> Values<MySql> for BoundValues<'_, '_, K> {
    fn push_key(&self, at: usize, statement: &mut Statement<MySql>) -> Result<(), BoxDynError> {
        (self.push_part)(Some(&self.asked.key), at, statement)
    }

    fn push_cursor(
        &self,
        side: Side,
        at: usize,
        statement: &mut Statement<MySql>,
    ) -> Result<(), BoxDynError> {
        let value = side.values(self.asked.slice).and_then(|values| values.get(at));
        self.slices.sort[at].push(&[value.unwrap_or(&Datum::Null)], statement)
    }
}
