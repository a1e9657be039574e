//! Slices on PostgreSQL: each key is joined laterally to its own slice. The limits, offsets and cursors are arrays
//! beside the keys, so that a set of arms has one text for any number of keys.

use sqlx::error::BoxDynError;
use sqlx::postgres::PgRow;
use sqlx::{Column, Postgres, Row, TypeInfo, ValueRef};

use super::{PgPart, acceptance_check, encoded};
use crate::facts::sort::{Datum, SortKey};
use crate::sql::dialect::page::{Arm, Listed, by_arm, push_no_surroundings};
use crate::sql::dialect::{KeyedSlice, Slices, SortValue, Statement};

impl<T: SortKey + PgPart> SortValue<Postgres> for T {
    fn read(row: &PgRow, position: usize) -> Result<Datum, sqlx::Error> {
        let value = row.try_get::<T, _>(position)?;
        let column = row.column(position).type_info().name();
        if column == "NUMERIC" && !is_whole(row, position, &value)? {
            return Err(sqlx::Error::Decode(LOSSY.into()));
        }
        Ok(match value.to_datum() {
            // PostgreSQL sorts `char(n)` without its blanks, but a text that is compared with it would keep them.
            Datum::Text(text) if column == "CHAR" => Datum::Text(text.trim_end_matches(' ').to_owned()),
            // PostgreSQL sorts citext without regard to case, but a value that is bound as another type is compared
            // with regard to case.
            _ if is_citext(column) && !is_citext(T::type_info().name()) => {
                return Err(sqlx::Error::Decode(CITEXT.into()));
            }
            value => value,
        })
    }

    fn accepts(value: &Datum) -> bool {
        let sent = T::from_datum(value).and_then(|value| encoded(&value).ok());
        sent.is_some_and(|sent| acceptance_check::<T>().is_none_or(|is_accepted| is_accepted(&sent)))
    }

    fn push(values: &[&Datum], statement: &mut Statement<Postgres>) -> Result<(), BoxDynError> {
        let values = values.iter().map(|value| T::from_datum(value).ok_or("no value of its column"));
        statement.push_bind(values.collect::<Result<Vec<T>, _>>()?)
    }
}

const CITEXT: &str = "pages are sorted by this citext column, and a cursor would compare it as another type; make the field a `sqlx::postgres::types::PgCiText`";

const LOSSY: &str = "pages are sorted by this NUMERIC column, and its field does not hold all digits of a value; give the field a type that does, such as `sqlx::types::BigDecimal`, or mend the row";

/// Returns whether the value read from a number is all that the rows are sorted by. If not, a page would start after
/// another row.
fn is_whole<T: PgPart>(row: &PgRow, position: usize, read: &T) -> Result<bool, sqlx::Error> {
    let stored = row.try_get_raw(position)?;
    let (false, Ok(stored), Ok(sent)) = (stored.is_null(), stored.as_bytes(), encoded(read)) else {
        return Ok(true);
    };
    Ok(number(stored) == number(&sent))
}

/// A number as the protocol sends it, without anything that does not change its value.
#[derive(PartialEq, Eq)]
struct Number<'n> {
    /// Two bytes, or none for 0.
    sign: &'n [u8],
    /// The power of 10 000 of the first digit.
    weight: i16,
    /// Two bytes each.
    digits: &'n [[u8; 2]],
}

fn number(sent: &[u8]) -> Option<Number<'_>> {
    let (head, digits) = sent.split_first_chunk::<8>()?;
    let (mut digits, mut weight) = (digits.as_chunks().0, i16::from_be_bytes([head[2], head[3]]));
    while let [[0, 0], rest @ ..] = digits {
        (digits, weight) = (rest, weight.saturating_sub(1));
    }
    while let [rest @ .., [0, 0]] = digits {
        digits = rest;
    }
    let (sign, weight) = if digits.is_empty() { (&[][..], 0) } else { (&sent[4..6], weight) };
    Some(Number { sign, weight, digits })
}

/// Returns whether a type is that of the citext extension, in any schema.
fn is_citext(name: &str) -> bool {
    name.rsplit('.').next().is_some_and(|name| name.trim_matches('"') == "citext")
}

/// Returns the statements. `push_keys` appends an array for each part of some keys.
pub(super) fn select<K>(
    slices: &Slices<'_, Postgres>,
    asked: &[KeyedSlice<'_, K>],
    push_keys: impl Fn(&[&KeyedSlice<'_, K>], &mut Statement<Postgres>) -> Result<(), BoxDynError>,
) -> Result<Vec<Statement<Postgres>>, BoxDynError> {
    by_arm(asked, |_| ())
        .into_iter()
        .map(|arms| {
            let mut statement = Statement::new();
            for (nth, (arm, keys)) in arms.iter().enumerate() {
                statement.push(&format!("{}__k{nth}(", if nth > 0 { ", " } else { "WITH " }));
                arm.push_names(slices.rows.keys.len(), &mut statement);
                statement.push(") AS (SELECT * FROM unnest(");
                push_cuts(keys, &mut statement)?;
                push_keys(keys, &mut statement)?;
                push_cursors(slices, arm, keys, &mut statement)?;
                statement.push("))");
            }
            let arms: Vec<_> = arms.into_iter().map(|(arm, _)| arm).collect();
            slices.push_arms(&arms, &mut statement, |nth, statement| {
                push_limited(slices, &arms, nth, statement)
            })?;
            Ok(statement)
        })
        .collect()
}

/// Appends the positions, the limits and the offsets.
fn push_cuts<K>(keys: &[&KeyedSlice<'_, K>], statement: &mut Statement<Postgres>) -> Result<(), BoxDynError> {
    let positions = keys.iter().map(|asked| i64::try_from(asked.position)).collect::<Result<Vec<_>, _>>()?;
    statement.push_bind(positions)?;
    statement.push(", ").push_bind(keys.iter().map(|asked| asked.slice.limit()).collect::<Vec<_>>())?;
    statement.push(", ").push_bind(keys.iter().map(|asked| asked.slice.offset()).collect::<Vec<_>>())
}

/// Appends an array for each value of the cursors that is not null.
fn push_cursors<K>(
    slices: &Slices<'_, Postgres>,
    arm: &Arm,
    keys: &[&KeyedSlice<'_, K>],
    statement: &mut Statement<Postgres>,
) -> Result<(), BoxDynError> {
    for (side, at) in arm.cursors() {
        let values: Vec<_> = keys.iter().filter_map(|asked| side.values(asked.slice)?.get(at)).collect();
        statement.push(", ");
        slices.sort[at].push(&values, statement)?;
    }
    Ok(())
}

fn push_limited(
    slices: &Slices<'_, Postgres>,
    arms: &[Arm],
    nth: usize,
    statement: &mut Statement<Postgres>,
) -> Result<(), BoxDynError> {
    let arm = &arms[nth];
    statement.push("SELECT ");
    slices.push_names("t", statement);
    statement.push(", k.o AS __position");
    push_no_surroundings(arms, statement);
    statement.push(&format!(" FROM __k{nth} AS k CROSS JOIN LATERAL (SELECT "));
    slices.push_columns(statement);
    slices.push_slice(arm, &Listed, statement)?;
    slices.push_order(arm, statement);
    statement.push(" LIMIT k.lim OFFSET k.off) AS t");
    Ok(())
}
