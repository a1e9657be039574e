//! The statement that makes one value of all rows of each key.

use std::marker::PhantomData;

use super::{Aggregate, AggregateFrom};
use crate::dialect::{Dialect, Question};
use crate::lookup::Lookup;
use crate::model::Model;
use crate::query::Query;
use crate::{Error, One, columns};

/// An aggregate of the rows of a lookup: one row for each key that has any.
pub(crate) struct Totals<A: Aggregate> {
    arguments: ArgumentsOf<A>,
    scoped: bool,
    aggregate: PhantomData<fn() -> A>,
}

type ModelOf<A> = <<A as Aggregate>::Lookup as Lookup>::Model;
type ArgumentsOf<A> = <<A as Aggregate>::Lookup as Lookup>::Arguments;

impl<A: Aggregate> Totals<A> {
    pub(crate) fn new(arguments: ArgumentsOf<A>, scoped: bool) -> Self {
        Self { arguments, scoped, aggregate: PhantomData }
    }
}

impl<A: AggregateFrom<DB>, DB: Dialect> Query<DB> for Totals<A> {
    type Key = <A::Lookup as Lookup>::Key;
    type Parts = <A::Lookup as Lookup>::Parts;
    type Row = A::Value;
    type Found = One<A::Value>;

    const NAME: &'static str = A::NAME;
    const UNIQUE: bool = true;

    fn question(&self) -> Question<'_, DB> {
        Question::group::<A::Lookup>(A::around(), A::COLUMN, &self.arguments, self.scoped)
    }

    fn read(&self, row: &DB::Row) -> Result<A::Value, Error> {
        A::read(row).map_err(|error| {
            let columns = <ModelOf<A> as Model>::COLUMNS;
            match columns.iter().find(|column| A::COLUMN == Some(column.name)) {
                Some(column) => columns::unfit::<ModelOf<A>>(*column, error),
                None => Error::Database { lookup: A::NAME, source: error.into() },
            }
        })
    }

    fn key(_row: &A::Value) -> Option<Self::Key> {
        None
    }
}
