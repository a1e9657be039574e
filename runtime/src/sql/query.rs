//! What a lookup asks a database: which rows, and how each is read. Knows no keys, no cache and no connection.

use std::marker::PhantomData;

use crate::Error;
use crate::answers::shape::Shape;
use crate::facts::lookup::Facts;
use crate::key::{Key, Parted};
use crate::sql::bindings::{Arguments, Bindings};
use crate::sql::column_type::ColumnType;
use crate::sql::columns::FromColumns;
use crate::sql::dialect::{Dialect, Keys, Question, Row};
use crate::sql::load_from::LoadFrom;

/// One kind of statement, for any number of keys.
pub(crate) trait Query<DB: Dialect>: Send + Sync + 'static {
    /// The key that a caller asks for.
    type Key: Key + Parted<Self::Parts>;
    /// The key as a tuple with one part for each column.
    type Parts: Keys<DB>;
    /// The arguments that the query takes besides the key.
    type Arguments: Arguments<DB>;
    /// The type that one row is read into.
    type Row: Send + Sync + 'static;
    /// One row or many.
    type Found: Shape<Self::Row>;

    /// The name of the lookup, for errors, traces and statistics.
    const NAME: &'static str;
    /// Whether at most one row can have a key.
    const UNIQUE: bool;
    /// The types that the columns of each model are read into, in their order, or nothing if they are not known.
    const TYPES: &'static [&'static [ColumnType<DB>]] = &[];

    /// Returns the statement without its keys.
    fn question(bindings: Bindings<'_, DB>) -> Question<'_, DB>;

    /// Reads the selected columns of a row, from position 0 on.
    fn read(row: Row<'_, DB>) -> Result<Self::Row, Error>;

    /// Returns the key that a row holds. Not called if the question selects the key columns.
    fn key(row: &Self::Row) -> Option<Self::Key>;
}

/// The query for all rows of a lookup.
pub(crate) struct All<L>(PhantomData<fn() -> L>);

impl<L, DB> Query<DB> for All<L>
where
    L: LoadFrom<DB>,
    DB: Dialect,
{
    type Key = L::Key;
    type Parts = L::Parts;
    type Arguments = L::Arguments;
    type Row = L::Model;
    type Found = L::Found;

    const NAME: &'static str = L::NAME;
    const UNIQUE: bool = L::UNIQUE;
    const TYPES: &'static [&'static [ColumnType<DB>]] = &[<L::Model as FromColumns<DB>>::TYPES];

    fn question(bindings: Bindings<'_, DB>) -> Question<'_, DB> {
        Question::rows(const { &Facts::of::<L>() }, bindings)
    }

    fn read(row: Row<'_, DB>) -> Result<L::Model, Error> {
        L::Model::from_columns(row, 0)
    }

    fn key(row: &L::Model) -> Option<L::Key> {
        L::key(row)
    }
}
