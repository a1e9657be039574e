//! Aggregates of rows: how many, and whether any.

use std::marker::PhantomData;

use super::{Aggregate, AggregateFrom};
use crate::dialect::Dialect;
use crate::lookup::{LoadFrom, Lookup};
use crate::name::Name;

/// How many rows there are.
#[derive(Debug)]
pub struct Count<L>(PhantomData<fn() -> L>);

impl<L: Lookup> Count<L> {
    const TEXT: Name = Name::of(&[L::NAME, " count"]);
}

impl<L: Lookup> Aggregate for Count<L> {
    type Lookup = L;
    type Value = u64;

    const NAME: &'static str = Self::TEXT.as_str();
    const COLUMN: Option<&'static str> = None;

    fn of_nothing() -> u64 {
        0
    }
}

impl<L: LoadFrom<DB>, DB: Dialect> AggregateFrom<DB> for Count<L> {
    fn around() -> [&'static str; 2] {
        ["COUNT(*)", ""]
    }

    fn read(row: &DB::Row) -> Result<u64, sqlx::Error> {
        let count = DB::number(row, 0)?;
        u64::try_from(count).map_err(|error| sqlx::Error::Decode(error.into()))
    }
}

/// Whether there is a row.
#[derive(Debug)]
pub struct Exists<L>(PhantomData<fn() -> L>);

impl<L: Lookup> Exists<L> {
    const TEXT: Name = Name::of(&[L::NAME, " exists"]);
}

impl<L: Lookup> Aggregate for Exists<L> {
    type Lookup = L;
    type Value = bool;

    const NAME: &'static str = Self::TEXT.as_str();
    const COLUMN: Option<&'static str> = None;

    fn of_nothing() -> bool {
        false
    }
}

impl<L: LoadFrom<DB>, DB: Dialect> AggregateFrom<DB> for Exists<L> {
    fn around() -> [&'static str; 2] {
        ["1", ""]
    }

    fn read(_row: &DB::Row) -> Result<bool, sqlx::Error> {
        Ok(true)
    }
}
