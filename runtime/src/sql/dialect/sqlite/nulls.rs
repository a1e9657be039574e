//! Nulls in fields that hold none. sqlx refuses them on other databases, but on SQLite it reads 0, `false` or an empty
//! value.

use std::any::TypeId;

use sqlx::error::UnexpectedNullError;
use sqlx::sqlite::SqliteRow;
use sqlx::{Error, Row, ValueRef};

/// The types that the driver reads from a null. It also reads them from a null into a new type around one of them, which
/// cannot be told from a new type around an `Option`.
const MADE_FROM_NULL: &[TypeId] = &[
    TypeId::of::<i8>(),
    TypeId::of::<i16>(),
    TypeId::of::<i32>(),
    TypeId::of::<i64>(),
    TypeId::of::<u8>(),
    TypeId::of::<u16>(),
    TypeId::of::<u32>(),
    TypeId::of::<u64>(),
    TypeId::of::<f32>(),
    TypeId::of::<f64>(),
    TypeId::of::<bool>(),
    TypeId::of::<String>(),
    TypeId::of::<Box<str>>(),
    TypeId::of::<Vec<u8>>(),
    TypeId::of::<Box<[u8]>>(),
];

/// Refuses a null in a column that is read into a type without nulls.
///
/// # Errors
///
/// Returns an error of the column, as sqlx does on other databases.
pub(super) fn refuse_unexpected<T: 'static>(row: &SqliteRow, position: usize) -> Result<(), Error> {
    if MADE_FROM_NULL.contains(&TypeId::of::<T>()) && row.try_get_raw(position)?.is_null() {
        return Err(Error::ColumnDecode { index: position.to_string(), source: UnexpectedNullError.into() });
    }
    Ok(())
}
