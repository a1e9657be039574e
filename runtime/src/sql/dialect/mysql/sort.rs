//! Columns that pages are sorted by on MySQL and MariaDB: how their values are read, and which of them can be sent
//! back.

use sqlx::error::BoxDynError;
use sqlx::mysql::MySqlRow;
use sqlx::{Column as _, MySql, Row as _, TypeInfo as _};

use super::value::{MySqlPart, encoded, is_accepted, is_text};
use crate::facts::sort::{Datum, SortKey};
use crate::sql::dialect::{SortValue, Statement};

impl<T: SortKey + MySqlPart> SortValue<MySql> for T {
    fn read(row: &MySqlRow, position: usize) -> Result<Datum, sqlx::Error> {
        let column = row.column(position).type_info().name();
        if column == "ENUM" {
            return Err(sqlx::Error::Decode(ENUM.into()));
        }
        let read: T = row.try_get(position)?;
        if !is_whole(row, position, column, &read)? {
            return Err(sqlx::Error::Decode(LOSSY.into()));
        }
        Ok(read.to_datum())
    }

    fn accepts(value: &Datum) -> bool {
        T::from_datum(value).is_some_and(|value| is_accepted(&value))
    }

    fn push(values: &[&Datum], statement: &mut Statement<MySql>) -> Result<(), BoxDynError> {
        values
            .iter()
            .try_for_each(|value| statement.push_bind(T::from_datum(value).ok_or("no value of its column")?))
    }
}

/// Such a column is mostly refused earlier, by what the server answered: in the result of a union, a column is no longer
/// an `ENUM`, so its type does not show this here.
pub(super) const ENUM: &str = "pages are sorted by this ENUM or SET column, which is sorted by the order of its values, and a cursor would compare it as text; sort by a number or a text";

pub(super) const LONG: &str = "pages are sorted by this column, and the server sorts by the beginning of so long a value; let its `max_sort_length` be four times as many bytes as the longest has letters, in every connection, or sort by something shorter";

const LOSSY: &str = "pages are sorted by this column, whose value its field does not hold as it is stored: a day of zeros, a number with more digits, one that is neither true nor false, or a uuid in capital letters; give the field a type that holds it, or mend the row";

/// Returns whether the value read from a column is all that the rows are sorted by. If not, a page would start after
/// another row.
fn is_whole<T: SortKey + MySqlPart>(
    row: &MySqlRow,
    position: usize,
    column: &str,
    value: &T,
) -> Result<bool, sqlx::Error> {
    let read = value.to_datum();
    if read.is_null() {
        // The driver reports a day of zeros as null. Only the bytes of the value tell them apart.
        return Ok(row.try_get_unchecked::<&[u8], _>(position).is_err());
    }
    Ok(match (column, T::type_info().name(), &read) {
        ("DOUBLE", "FLOAT", _) => {
            let stored: f64 = row.try_get_unchecked(position)?;
            #[expect(clippy::cast_possible_truncation, reason = "that is the question")]
            let kept = f64::from(stored as f32);
            kept.to_bits() == stored.to_bits()
        }
        (_, "BOOLEAN", _) => matches!(row.try_get_unchecked::<i64, _>(position)?, 0 | 1),
        ("DECIMAL", _, Datum::Text(read)) => {
            let stored: String = row.try_get_unchecked(position)?;
            // A number that is written with an exponent has lost none of its digits.
            read.contains(['e', 'E']) || digits(read) == digits(&stored)
        }
        // Such as a uuid that is stored in capital letters, because the field writes it in small ones.
        (_, kind, _) if is_text::<T>() && kind != "DECIMAL" => {
            let stored: &[u8] = row.try_get_unchecked(position)?;
            matches!(&read, Datum::Text(text) if text.as_bytes() == stored)
                || encoded(value).ends_with(stored)
        }
        _ => true,
    })
}

/// Returns a number without the zeros at the end of its fraction.
fn digits(number: &str) -> &str {
    if number.contains('.') { number.trim_end_matches('0').trim_end_matches('.') } else { number }
}
