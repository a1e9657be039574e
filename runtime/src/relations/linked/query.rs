//! The statement that finds rows and their links.

use std::marker::PhantomData;

use super::{Linked, LinkedBy};
use crate::facts::lookup::{ArgumentsOf, Facts, KeyOf, Lookup, ModelOf};
use crate::facts::model::Model;
use crate::sql::bindings::Bindings;
use crate::sql::column_type::ColumnType;
use crate::sql::columns::FromColumns;
use crate::sql::dialect::{Dialect, Question, Row};
use crate::sql::load_from::LoadFrom;
use crate::sql::query::Query;
use crate::{Error, Many};

/// The query for the rows of a relation with their links.
pub(crate) struct Links<R>(PhantomData<fn() -> R>);

impl<R, DB> Query<DB> for Links<R>
where
    R: LinkedBy<Lookup: LoadFrom<DB>, Link: FromColumns<DB>>,
    DB: Dialect,
{
    type Key = KeyOf<R::Lookup>;
    type Parts = <R::Lookup as Lookup>::Parts;
    type Arguments = ArgumentsOf<R::Lookup>;
    type Row = Linked<ModelOf<R::Lookup>, R::Link>;
    type Found = Many<Self::Row>;

    const NAME: &'static str = R::NAME;
    const UNIQUE: bool = false;
    const TYPES: &'static [&'static [ColumnType<DB>]] =
        &[<ModelOf<R::Lookup> as FromColumns<DB>>::TYPES, <R::Link as FromColumns<DB>>::TYPES];

    fn question(bindings: Bindings<'_, DB>) -> Question<'_, DB> {
        let rows = Question::rows(const { &Facts::of::<R::Lookup>() }, bindings);
        rows.with_links(R::Link::COLUMNS, R::ORDER, R::Link::ORDER)
    }

    fn read(row: Row<'_, DB>) -> Result<Self::Row, Error> {
        let behind = <ModelOf<R::Lookup> as Model>::COLUMNS.len();
        Ok(Linked { row: FromColumns::from_columns(row, 0)?, link: FromColumns::from_columns(row, behind)? })
    }

    fn key(_row: &Self::Row) -> Option<Self::Key> {
        None
    }
}
