//! One part of a key: whether Rust and the server agree on it, and how it is sent.

use sqlx::error::BoxDynError;
use sqlx::{Encode, MySql, TypeInfo};

use crate::sql::dialect::{Statement, Value, fold};

/// One part of a key.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be a key in MySQL",
    note = "implement `sqlx::Type`, `sqlx::Encode` and `sqlx::Decode` for `{Self}`; `#[derive(sqlx::Type)]` does"
)]
pub trait MySqlPart: Value<MySql> + for<'q> Encode<'q, MySql> + Send + Sync + 'static {}

impl<T> MySqlPart for T where T: Value<MySql> + for<'q> Encode<'q, MySql> + Send + Sync + 'static {}

/// Returns whether MySQL and Rust agree on which values are equal.
pub(super) fn is_exact<T: MySqlPart>() -> bool {
    let info = T::type_info();
    let exact = [
        "BOOLEAN",
        "TINYINT",
        "SMALLINT",
        "MEDIUMINT",
        "INT",
        "BIGINT",
        "BINARY",
        "VARBINARY",
        "BLOB",
        "DATE",
    ];
    exact.contains(&info.name().trim_end_matches(" UNSIGNED"))
}

/// Returns whether values of a type are sent as text.
pub(super) fn is_text<T: MySqlPart>() -> bool {
    ["CHAR", "VARCHAR", "TEXT", "ENUM", "SET", "DECIMAL"].contains(&T::type_info().name())
}

/// Returns a value as it is sent. If the value cannot be encoded, making the statement fails, and the caller gets the
/// error there.
pub(super) fn encoded<T: MySqlPart>(part: &T) -> Vec<u8> {
    let mut buffer = Vec::new();
    let _ = part.encode_by_ref(&mut buffer);
    buffer
}

/// Returns the bytes of a value in the packet that carries it, with its type and its null bit.
pub(super) fn weight<T: MySqlPart>(part: &T) -> usize {
    encoded(part).len() + 3
}

/// Returns the bytes of a value in its packet, if all values have the same number.
pub(super) fn fixed_weight<T: MySqlPart>() -> Option<usize> {
    let info = T::type_info();
    let name = info.name();
    (is_exact::<T>() && !name.ends_with("BINARY") && name != "BLOB").then_some(size_of::<T>() + 3)
}

/// Returns whether the server accepts a value. It accepts no day before the year 0 or after 9999, no leap second, and
/// no number that is not finite. No column holds such a value either.
pub(super) fn is_accepted<T: MySqlPart>(value: &T) -> bool {
    let info = T::type_info();
    let name = info.name();
    if !["DATE", "DATETIME", "TIMESTAMP", "TIME", "FLOAT", "DOUBLE"].contains(&name) {
        return true;
    }
    let mut sent = Vec::new();
    if value.encode_by_ref(&mut sent).is_err() {
        return false;
    }
    // Dates and times begin with a length and end with the fraction of a second.
    let is_fraction = |at: usize| {
        let fraction = sent.get(at..).and_then(<[u8]>::first_chunk);
        fraction.is_none_or(|fraction| u32::from_le_bytes(*fraction) < 1_000_000)
    };
    match name {
        "TIME" => is_fraction(9),
        "FLOAT" => sent.first_chunk().is_none_or(|number| f32::from_le_bytes(*number).is_finite()),
        "DOUBLE" => sent.first_chunk().is_none_or(|number| f64::from_le_bytes(*number).is_finite()),
        _ => {
            let year = sent.get(1..).and_then(<[u8]>::first_chunk);
            year.is_none_or(|year| u16::from_le_bytes(*year) <= 9999) && is_fraction(8)
        }
    }
}

pub(super) fn push_folded<T: MySqlPart>(folded: &mut Vec<u8>, part: &T) -> Option<()> {
    let encoded = encoded(part);
    if is_text::<T>() {
        fold::push_text(folded, &encoded)?;
    } else {
        folded.extend(encoded);
    }
    // This byte is in no text, so the end of one part is never the beginning of another.
    folded.push(0xff);
    Some(())
}

/// Appends a part of a key. A part that the server refuses would make the whole statement fail. It is sent as null,
/// which finds the same rows: none.
///
/// An instant is compared as the date and time that it is in the connection's time zone, because MariaDB finds only the
/// first of several instants in one list.
pub(super) fn push_part<T: MySqlPart>(statement: &mut Statement<MySql>, part: &T) -> Result<(), BoxDynError> {
    let is_instant = T::type_info().name() == "TIMESTAMP";
    statement.push(if is_instant { "CAST(" } else { "" }).push_bind(is_accepted(part).then_some(part))?;
    statement.push(if is_instant { " AS DATETIME(6))" } else { "" });
    Ok(())
}
