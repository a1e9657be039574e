//! Slices on MySQL and MariaDB: a union of one limited query for each key, for MariaDB joins nothing laterally.
//! The keys of each arm are padded, so that a relation has few texts.

use sqlx::MySql;
use sqlx::error::BoxDynError;
use sqlx::mysql::MySqlRow;

use super::MySqlPart;
use crate::dialect::page::{Arm, Side, Values, by_arm, push_no_facts};
use crate::dialect::{Asked, Dialect, Slices, SortValue, Statement};
use crate::lookup::Strategy;
use crate::sort::{Datum, SortKey};

impl<T: SortKey + MySqlPart> SortValue<MySql> for T {
    fn read(row: &MySqlRow, position: usize) -> Result<Datum, sqlx::Error> {
        MySql::value::<T>(row, position).map(|value| value.to_datum())
    }

    fn accepts(value: &Datum) -> bool {
        T::from_datum(value).is_some()
    }

    fn push(values: &[&Datum], statement: &mut Statement<MySql>) -> Result<(), BoxDynError> {
        values
            .iter()
            .try_for_each(|value| statement.push_bind(T::from_datum(value).ok_or("no value of its column")?))
    }
}

/// Appends a part of a key.
pub(super) type PushPart<K> = fn(&K, usize, &mut Statement<MySql>) -> Result<(), BoxDynError>;

/// The values of one key, bound wherever they are needed.
struct Bound<'a, K> {
    slices: &'a Slices<'a, MySql>,
    asked: &'a Asked<'a, K>,
    push_part: PushPart<K>,
}

impl<K> Values<MySql> for Bound<'_, K> {
    fn push_key(&self, at: usize, statement: &mut Statement<MySql>) -> Result<(), BoxDynError> {
        (self.push_part)(&self.asked.key, at, statement)
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

/// The statements.
pub(super) fn select<K>(
    slices: &Slices<'_, MySql>,
    asked: &[Asked<'_, K>],
    push_part: PushPart<K>,
) -> Result<Vec<Statement<MySql>>, BoxDynError> {
    by_arm(asked)
        .iter()
        .map(|keys| {
            let mut statement = Statement::new();
            let arms: Vec<_> = keys.iter().map(|(arm, _)| arm.clone()).collect();
            for (nth, (arm, keys)) in keys.iter().enumerate() {
                statement.push(if nth > 0 { " UNION ALL " } else { "" });
                match slices.strategy {
                    Strategy::Limit => push_limited(slices, &arms, arm, keys, push_part, &mut statement)?,
                    Strategy::Window => push_window(slices, &arms, arm, keys, push_part, &mut statement)?,
                }
                push_around(slices, arm, keys, push_part, &mut statement)?;
            }
            slices.push_end(&mut statement);
            Ok(statement)
        })
        .collect()
}

/// The keys of an arm, and again the first of them until their number is a power of two. Those again are at no
/// position, and have no rows.
fn padded<'k, 'a, K>(keys: &'k [&'k Asked<'a, K>]) -> impl Iterator<Item = (&'k Asked<'a, K>, i64, i64)> {
    (0..keys.len().next_power_of_two()).filter_map(|at| match keys.get(at) {
        Some(asked) => Some((*asked, i64::try_from(asked.position).ok()?, asked.slice.limit())),
        None => Some((*keys.first()?, -1, 0)),
    })
}

/// Appends a limited query for each key.
fn push_limited<K>(
    slices: &Slices<'_, MySql>,
    arms: &[Arm],
    arm: &Arm,
    keys: &[&Asked<'_, K>],
    push_part: PushPart<K>,
    statement: &mut Statement<MySql>,
) -> Result<(), BoxDynError> {
    for (nth, (asked, position, limit)) in padded(keys).enumerate() {
        statement.push(if nth > 0 { " UNION ALL (SELECT " } else { "(SELECT " });
        slices.push_columns(statement);
        statement.push(", ").push_bind(position)?;
        statement.push(" AS o");
        push_no_facts(arms, statement);
        slices.push_slice(arm, &Bound { slices, asked, push_part }, statement)?;
        slices.push_order(arm, statement);
        statement.push(" LIMIT ").push_bind(limit)?;
        statement.push(" OFFSET ").push_bind(asked.slice.offset())?;
        statement.push(")");
    }
    Ok(())
}

/// Appends what is known around the slice of each key.
fn push_around<K>(
    slices: &Slices<'_, MySql>,
    arm: &Arm,
    keys: &[&Asked<'_, K>],
    push_part: PushPart<K>,
    statement: &mut Statement<MySql>,
) -> Result<(), BoxDynError> {
    if !arm.asks_around() {
        return Ok(());
    }
    for (asked, position, _) in padded(keys) {
        statement.push(" UNION ALL (SELECT ");
        slices.push_nothing(statement);
        statement.push(", ").push_bind(position)?;
        slices.push_facts(arm, &Bound { slices, asked, push_part }, statement)?;
        statement.push(")");
    }
    Ok(())
}

/// Appends a numbered query for all keys. Their list begins with the columns themselves, whose collations bound
/// values give way to.
fn push_window<K>(
    slices: &Slices<'_, MySql>,
    arms: &[Arm],
    arm: &Arm,
    keys: &[&Asked<'_, K>],
    push_part: PushPart<K>,
    statement: &mut Statement<MySql>,
) -> Result<(), BoxDynError> {
    slices.push_window(arms, arm, statement, |statement| {
        statement.push("(SELECT 0 AS o, 0 AS lim, 0 AS off");
        for (at, key) in slices.question.keys.iter().enumerate() {
            statement.push(", ");
            slices.question.push_column(statement, 0, key);
            statement.push(&format!(" AS c{at}"));
        }
        for side in Side::BOTH {
            for at in arm.listed(side) {
                statement.push(", t.").push_name(slices.order[at].column);
                statement.push(&format!(" AS {}{at}", side.letter()));
            }
        }
        slices.question.push_no_rows(statement)?;
        for (asked, position, limit) in padded(keys) {
            statement.push(" UNION ALL SELECT ").push_bind(position)?;
            statement.push(", ").push_bind(limit)?;
            statement.push(", ").push_bind(asked.slice.offset())?;
            let bound = Bound { slices, asked, push_part };
            for at in 0..slices.question.keys.len() {
                statement.push(", ");
                bound.push_key(at, statement)?;
            }
            for side in Side::BOTH {
                for at in arm.listed(side) {
                    statement.push(", ");
                    bound.push_cursor(side, at, statement)?;
                }
            }
        }
        statement.push(")");
        Ok(())
    })
}
