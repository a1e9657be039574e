//! The query that makes one value of all rows of each key.

use std::marker::PhantomData;

use super::{Aggregate, column_of};
use crate::facts::lookup::{Facts, Lookup};
use crate::facts::model::Model;
use crate::name::Name;
use crate::sql::bindings::Bindings;
use crate::sql::column_type::ColumnType;
use crate::sql::dialect::{Dialect, Question, Row};
use crate::sql::load_from::LoadFrom;
use crate::sql::query::Query;
use crate::{Error, One};

/// An aggregate of the rows of a lookup: a statement finds one value for each key that has rows.
pub(crate) struct AggregateOf<L, A>(PhantomData<fn() -> (L, A)>);

/// The name of an aggregate of a lookup, for errors, traces and statistics: `Article::by_reporter_id sum(words)`.
struct NameOf<L, A, DB>(PhantomData<(L, A, DB)>);

impl<L: Lookup, A: Aggregate<DB>, DB: Dialect> NameOf<L, A, DB> {
    const NAME: Name = match A::COLUMN {
        Some(column) => Name::of(&[L::NAME, " ", A::KEYWORD, "(", column, ")"]),
        None => Name::of(&[L::NAME, " ", A::KEYWORD]),
    };
}

impl<L, A, DB> Query<DB> for AggregateOf<L, A>
where
    L: LoadFrom<DB>,
    A: Aggregate<DB>,
    DB: Dialect,
{
    type Key = L::Key;
    type Parts = L::Parts;
    type Arguments = L::Arguments;
    type Row = A::Value;
    type Found = One<A::Value>;

    const NAME: &'static str = NameOf::<L, A, DB>::NAME.as_str();
    const UNIQUE: bool = true;
    const TYPES: &'static [&'static [ColumnType<DB>]] = &[&[ColumnType::computed::<A::Value>()]];

    fn question(bindings: Bindings<'_, DB>) -> Question<'_, DB> {
        Question::group(const { &Facts::of::<L>() }, A::sql_around_column(), A::COLUMN, bindings)
    }

    fn read(row: Row<'_, DB>) -> Result<A::Value, Error> {
        A::read(row).map_err(|error| match column_of::<L::Model, A, DB>() {
            Some(column) => column.unfit(L::Model::NAME, error),
            None => Error::database(Self::NAME)(error),
        })
    }

    fn key(_row: &A::Value) -> Option<L::Key> {
        None
    }
}
