//! The query that reads one column of the rows that primary keys name.

use std::marker::PhantomData;

use super::LazyOf;
use crate::facts::lookup::{ById, Facts, KeyOf, Lookup};
use crate::facts::model::Model;
use crate::sql::bindings::Bindings;
use crate::sql::dialect::{Dialect, Question, Row, Value};
use crate::sql::load_from::LoadFrom;
use crate::sql::query::Query;
use crate::{Error, One};

/// One column of the rows that primary keys name.
pub(crate) struct ColumnOfRows<M, C>(PhantomData<fn() -> (M, C)>);

impl<M, C, DB> Query<DB> for ColumnOfRows<M, C>
where
    M: Model<ById: LoadFrom<DB, Arguments = ()>>,
    C: LazyOf<M, Value: Value<DB>>,
    DB: Dialect,
{
    type Key = KeyOf<ById<M>>;
    type Parts = <ById<M> as Lookup>::Parts;
    type Arguments = ();
    type Row = C::Value;
    type Found = One<C::Value>;

    const NAME: &'static str = C::NAME;
    const UNIQUE: bool = true;

    fn question(bindings: Bindings<'_, DB>) -> Question<'_, DB> {
        Question::column(const { &Facts::of::<ById<M>>() }, C::COLUMN.name, bindings)
    }

    fn read(row: Row<'_, DB>) -> Result<C::Value, Error> {
        row.value(0).map_err(|error| C::COLUMN.unfit(M::NAME, error))
    }

    fn key(_row: &C::Value) -> Option<Self::Key> {
        None
    }
}
