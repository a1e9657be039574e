//! Aggregates of rows: how many, and whether any.

use super::Aggregate;
use crate::sql::dialect::{Dialect, Row};

/// How many rows there are.
#[derive(Debug)]
pub struct Count;

impl<DB: Dialect> Aggregate<DB> for Count {
    type Value = u64;

    const WORD: &'static str = "count";
    const COLUMN: Option<&'static str> = None;

    fn of_nothing() -> u64 {
        0
    }

    fn around() -> [&'static str; 2] {
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

    const WORD: &'static str = "exists";
    const COLUMN: Option<&'static str> = None;

    fn of_nothing() -> bool {
        false
    }

    // A probe for each key would be cheaper still on SQLite and PostgreSQL where the key has an index, and
    // slower by an order where it has none. MariaDB jumps from key to key by itself.
    fn around() -> [&'static str; 2] {
        ["1", ""]
    }

    fn read(row: Row<'_, DB>) -> Result<bool, sqlx::Error> {
        match row {
            // That there is one says it all, whatever type a database gives to its 1.
            Row::Single(..) => Ok(true),
            // What is read next stands behind it.
            Row::Packed(_) => row.number(0).map(|_| true),
        }
    }
}
