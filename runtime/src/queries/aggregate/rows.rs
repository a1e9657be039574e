//! The aggregates of rows: how many there are, and whether there are any.

use super::Aggregate;
use crate::sql::dialect::{Dialect, Row};

/// How many rows there are.
#[derive(Debug)]
pub struct Count;

impl<DB: Dialect> Aggregate<DB> for Count {
    type Value = u64;

    const KEYWORD: &'static str = "count";
    const COLUMN: Option<&'static str> = None;

    fn empty_value() -> u64 {
        0
    }

    fn sql_around_column() -> [&'static str; 2] {
        ["COUNT(*)", ""]
    }

    fn read(row: Row<'_, DB>) -> Result<u64, sqlx::Error> {
        let count = row.number(0)?;
        u64::try_from(count).map_err(|error| sqlx::Error::Decode(error.into()))
    }
}

/// Whether there is a row.
#[derive(Debug)]
pub struct Exists;

impl<DB: Dialect> Aggregate<DB> for Exists {
    type Value = bool;

    const KEYWORD: &'static str = "exists";
    const COLUMN: Option<&'static str> = None;

    fn empty_value() -> bool {
        false
    }

    // On SQLite and PostgreSQL, a probe for each key would be cheaper still if the key has an index, and slower by an
    // order of magnitude if it has none. MariaDB jumps from key to key by itself.
    fn sql_around_column() -> [&'static str; 2] {
        ["1", ""]
    }

    fn read(row: Row<'_, DB>) -> Result<bool, sqlx::Error> {
        match row {
            // The row itself is the answer, whatever type the database gives to its 1.
            Row::Single(..) => Ok(true),
            // The 1 has to be read, because the next value comes after it.
            Row::Packed(_) => row.number(0).map(|_| true),
        }
    }
}
