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

/// Whether MySQL and Rust agree on which values are equal.
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

/// Whether values are sent as text.
pub(super) fn is_text<T: MySqlPart>() -> bool {
    ["CHAR", "VARCHAR", "TEXT", "ENUM", "SET", "DECIMAL"].contains(&T::type_info().name())
}

/// A value as it is sent. One that cannot be fails when the statement is made, where there is someone to tell.
pub(super) fn encoded<T: MySqlPart>(part: &T) -> Vec<u8> {
    let mut buffer = Vec::new();
    let _ = part.encode_by_ref(&mut buffer);
    buffer
}

/// The bytes of a value in the packet that carries it, with its type and its null bit.
pub(super) fn weight<T: MySqlPart>(part: &T) -> usize {
    encoded(part).len() + 3
}

/// Those bytes, where all values have as many.
pub(super) fn fixed_weight<T: MySqlPart>() -> Option<usize> {
    let info = T::type_info();
    let name = info.name();
    (is_exact::<T>() && !name.ends_with("BINARY") && name != "BLOB").then_some(size_of::<T>() + 3)
}

/// Whether the server takes a value: no day before the year 0 or beyond 9999, no leap second, and no number without an
/// end. No column holds such a value either.
pub(super) fn is_taken<T: MySqlPart>(value: &T) -> bool {
    let info = T::type_info();
    let name = info.name();
    if !["DATE", "DATETIME", "TIMESTAMP", "TIME", "FLOAT", "DOUBLE"].contains(&name) {
        return true;
    }
    let mut sent = Vec::new();
    if value.encode_by_ref(&mut sent).is_err() {
        return false;
    }
    // Both have a length in front of them, and the fraction of a second at the end.
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
    // Stands in no text, so that one part's end is not another's beginning.
    folded.push(0xff);
    Some(())
}

/// Appends a part of a key. One that the server does not take would fail the others with it, and is sent as null, which
/// finds what it finds: nothing.
///
/// An instant is compared as the date and time that it is in the connection's time zone: of several instants
/// in one list, MariaDB finds only the first.
pub(super) fn push_part<T: MySqlPart>(statement: &mut Statement<MySql>, part: &T) -> Result<(), BoxDynError> {
    let is_instant = T::type_info().name() == "TIMESTAMP";
    statement.push(if is_instant { "CAST(" } else { "" }).push_bind(is_taken(part).then_some(part))?;
    statement.push(if is_instant { " AS DATETIME(6))" } else { "" });
    Ok(())
}
