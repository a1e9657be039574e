//! Columns that pages are sorted by on MySQL and MariaDB: read, and sent back.

use sqlx::error::BoxDynError;
use sqlx::mysql::MySqlRow;
use sqlx::{Column as _, MySql, Row as _, TypeInfo as _};

use super::MySqlPart;
use crate::dialect::{SortValue, Statement};
use crate::sort::{Datum, SortKey};

impl<T: SortKey + MySqlPart> SortValue<MySql> for T {
    fn read(row: &MySqlRow, position: usize) -> Result<Datum, sqlx::Error> {
        if row.column(position).type_info().name() == "ENUM" {
            return Err(sqlx::Error::Decode(ENUM.into()));
        }
        row.try_get::<T, _>(position).map(|value| value.to_datum())
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

/// A union is no enumeration, so mostly the server was asked before.
pub(super) const ENUM: &str = "pages are sorted by this ENUM column, which is sorted by the order of its values, and a cursor would compare it as text; sort by a number or a text";
