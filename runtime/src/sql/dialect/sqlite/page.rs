//! Slices on SQLite: the statement goes through the keys, and returns the rows whose primary key is in the slice of a
//! key. A limit cannot differ by key there, so keys whose slices are cut alike share a part of the statement.

use std::any::Any;

use sqlx::error::BoxDynError;
use sqlx::sqlite::SqliteRow;
use sqlx::{Decode, Row, Sqlite, TypeInfo, ValueRef};

use super::{MAX_BINDS, json};
use crate::facts::lookup::Strategy;
use crate::facts::page::Slice;
use crate::facts::sort::{Datum, SortKey};
use crate::sql::dialect::page::{Arm, Cut, Listed, PADDING_POSITION, by_arm, push_no_surroundings};
use crate::sql::dialect::{KeyedSlice, Slices, SortValue, Statement, max_padded};

/// Holds values as SQLite stores them. SQLite can store values of one type in several ways, and compares them as it
/// sorts the rows only if they are stored alike. A time with a `T` sorts after all times of its day that have a blank
/// there.
impl<T: SortKey> SortValue<Sqlite> for T {
    fn read(row: &SqliteRow, position: usize) -> Result<Datum, sqlx::Error> {
        let stored = row.try_get_raw(position)?;
        let kind = stored.type_info().name().to_owned();
        let read = match kind.as_str() {
            _ if stored.is_null() => Ok(Datum::Null),
            "INTEGER" => <i64 as Decode<Sqlite>>::decode(stored).map(|number| Datum::Int(number.into())),
            "REAL" => <f64 as Decode<Sqlite>>::decode(stored).map(Datum::Real),
            "BLOB" => <Vec<u8> as Decode<Sqlite>>::decode(stored).map(Datum::Bytes),
            _ => <String as Decode<Sqlite>>::decode(stored).map(Datum::Text),
        };
        read.map_err(sqlx::Error::Decode)
    }

    fn accepts(value: &Datum) -> bool {
        match value {
            Datum::Int(number) => i64::try_from(*number).is_ok(),
            _ => true,
        }
    }

    fn push(values: &[&Datum], statement: &mut Statement<Sqlite>) -> Result<(), BoxDynError> {
        statement.push("?");
        values.iter().try_for_each(|value| match value {
            Datum::Null => statement.bind(None::<i64>),
            Datum::Int(number) => statement.bind(i64::try_from(*number)?),
            Datum::Real(number) => statement.bind(number),
            Datum::Text(text) => statement.bind(text),
            Datum::Bytes(bytes) => statement.bind(bytes),
        })
    }
}

/// How the parts of a key get into a statement.
pub(super) struct Parts<K> {
    pub(super) count: usize,
    pub(super) any: fn(&K, usize) -> &dyn Any,
    pub(super) bind: fn(Option<&K>, &mut Statement<Sqlite>) -> Result<(), BoxDynError>,
}

/// The most placeholders for keys. The others are left for limits and for the arguments of filters.
const MAX_LISTED: usize = MAX_BINDS - 1_000;

/// The most parts of a statement that stays prepared. Each costs a connection some kilobytes, and clients can ask for
/// any number of parts.
const MAX_PREPARED_ARMS: usize = 8;

/// Returns the statements.
pub(super) fn select<K>(
    slices: &Slices<'_, Sqlite>,
    asked: &[KeyedSlice<'_, K>],
    parts: &Parts<K>,
) -> Result<Vec<Statement<Sqlite>>, BoxDynError> {
    let mut statements = Vec::new();
    // A numbered row is compared with the limit and the offset of its own key.
    let is_limited = slices.facts.strategy == Strategy::Limit;
    let apart = |slice: &Slice| is_limited.then(|| Cut::of(slice));
    for arms in by_arm(asked, apart) {
        let in_json: Option<Vec<_>> = arms.iter().map(|(arm, keys)| in_json(arm, keys, parts)).collect();
        let binds = |(arm, keys): &(Arm, Vec<_>)| keys.len().next_power_of_two() * arm.width(parts.count);
        let fits = || arms.iter().map(binds).sum::<usize>() <= MAX_LISTED;
        if in_json.is_some() || fits() {
            statements.push(text(slices, &arms, in_json, parts)?);
            continue;
        }
        for (arm, keys) in &arms {
            for keys in keys.chunks(max_padded(MAX_LISTED, arm.width(parts.count))) {
                statements.push(text(slices, &[(arm.clone(), keys.to_vec())], None, parts)?);
            }
        }
    }
    Ok(statements)
}

fn text<K>(
    slices: &Slices<'_, Sqlite>,
    keys: &[(Arm, Vec<&KeyedSlice<'_, K>>)],
    in_json: Option<Vec<String>>,
    parts: &Parts<K>,
) -> Result<Statement<Sqlite>, BoxDynError> {
    let mut statement = Statement::new();
    let mut in_json = in_json.map(Vec::into_iter);
    for (nth, (arm, keys)) in keys.iter().enumerate() {
        statement.push(&format!("{}__k{nth}(", if nth > 0 { ", " } else { "WITH " }));
        arm.push_names(parts.count, &mut statement);
        statement.push(") AS MATERIALIZED (");
        match in_json.as_mut().and_then(Iterator::next) {
            Some(json) => push_json(arm, parts.count, json, &mut statement)?,
            None => push_values(slices, arm, keys, parts, &mut statement)?,
        }
        statement.push(")");
    }
    let arms: Vec<_> = keys.iter().map(|(arm, _)| arm.clone()).collect();
    slices.push_arms(&arms, &mut statement, |nth, statement| {
        push_limited(slices, &arms, nth, Cut::of(keys[nth].1[0].slice), statement)
    })?;
    if arms.len() > MAX_PREPARED_ARMS {
        statement.forget();
    }
    Ok(statement)
}

/// Returns the position, limit, offset, parts of the key and values of the cursors of each key, or `None` if JSON does
/// not carry one of them.
fn in_json<K>(arm: &Arm, keys: &[&KeyedSlice<'_, K>], parts: &Parts<K>) -> Option<String> {
    json::lists(keys, |list, asked| {
        list.push(&i64::try_from(asked.position).ok()?)?;
        list.push(&asked.slice.limit())?;
        list.push(&asked.slice.offset())?;
        for at in 0..parts.count {
            list.push((parts.any)(&asked.key, at))?;
        }
        for (side, at) in arm.cursors() {
            match side.values(asked.slice)?.get(at)? {
                Datum::Int(number) => list.push(&i64::try_from(*number).ok()?)?,
                Datum::Text(text) => list.push(text)?,
                _ => return None,
            }
        }
        Some(())
    })
}

fn push_json(
    arm: &Arm,
    parts: usize,
    json: String,
    statement: &mut Statement<Sqlite>,
) -> Result<(), BoxDynError> {
    let columns = arm.width(parts);
    statement.push("SELECT ");
    statement.list(0..columns, |statement, at| {
        statement.push(&format!("value ->> {at}"));
    });
    statement.push(" FROM json_each(?)");
    statement.bind(json)
}

/// Appends the same values as placeholders, padded with keys at a position that nobody asked for.
fn push_values<K>(
    slices: &Slices<'_, Sqlite>,
    arm: &Arm,
    keys: &[&KeyedSlice<'_, K>],
    parts: &Parts<K>,
    statement: &mut Statement<Sqlite>,
) -> Result<(), BoxDynError> {
    statement.push("VALUES ");
    for at in 0..keys.len().next_power_of_two() {
        let asked = keys.get(at);
        statement.push(if at > 0 { ", (?, ?, ?" } else { "(?, ?, ?" }).push(&", ?".repeat(parts.count));
        statement.bind(asked.map_or(Ok(PADDING_POSITION), |asked| i64::try_from(asked.position))?)?;
        statement.bind(asked.map_or(0, |asked| asked.slice.limit()))?;
        statement.bind(asked.map_or(0, |asked| asked.slice.offset()))?;
        (parts.bind)(asked.map(|asked| &asked.key), statement)?;
        for (side, at) in arm.cursors() {
            let value = asked.and_then(|asked| side.values(asked.slice)?.get(at));
            statement.push(", ");
            slices.sort[at].push(&[value.unwrap_or(&Datum::Null)], statement)?;
        }
        statement.push(")");
    }
    Ok(())
}

fn push_limited(
    slices: &Slices<'_, Sqlite>,
    arms: &[Arm],
    nth: usize,
    cut: Cut,
    statement: &mut Statement<Sqlite>,
) -> Result<(), BoxDynError> {
    let arm = &arms[nth];
    statement.push("SELECT ");
    slices.push_read(statement);
    statement.push(", k.o AS __position");
    push_no_surroundings(arms, statement);
    statement.push(&format!(" FROM __k{nth} AS k CROSS JOIN "));
    slices.rows.push_bare_table(statement);
    let push_column = |statement: &mut Statement<Sqlite>, name: &&str| {
        statement.push("t.").push_name(name);
    };
    statement.push(" WHERE ").tuple(slices.facts.primary, push_column);
    statement.push(" IN (SELECT ").list(slices.facts.primary, push_column);
    slices.push_slice(arm, &Listed, statement)?;
    slices.push_order(arm, statement);
    statement.push(" LIMIT ").push_bind(cut.limit)?;
    if arm.offset {
        statement.push(" OFFSET ").push_bind(cut.offset)?;
    }
    statement.push(")");
    Ok(())
}
