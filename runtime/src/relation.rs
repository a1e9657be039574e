//! From a row to the rows it names: `belongs_to`, `has_many` and `has_one` over lookups.

use std::marker::PhantomData;

use crate::lookup::Lookup;
use crate::model::{Model, Order};
use crate::shape::Shape;
use crate::{Many, One};

/// A relation whose order or shape differs from its partner lookup's, so that it is a lookup of its own.
pub trait Relation: Send + Sync + 'static {
    /// The lookup whose columns the relation goes through.
    type Partner: Lookup;
    /// One row or many.
    type Found: Shape<<Self::Partner as Lookup>::Model>;

    /// `Model::relation`, for errors, traces and statistics.
    const NAME: &'static str;
    /// The order of the rows: the primary key's, where the relation names none.
    const ORDER: &'static [Order] = <<Self::Partner as Lookup>::Model as Model>::ORDER;
}

/// The lookup of a [`Relation`].
#[derive(Debug)]
pub struct Related<R>(PhantomData<fn() -> R>);

impl<R: Relation> Lookup for Related<R> {
    type Model = <R::Partner as Lookup>::Model;
    type Key = <R::Partner as Lookup>::Key;
    type Parts = <R::Partner as Lookup>::Parts;
    type Found = R::Found;

    const NAME: &'static str = R::NAME;
    const COLUMNS: &'static [&'static str] = R::Partner::COLUMNS;
    const ORDER: &'static [Order] = R::ORDER;
    // The first of several rows is not any of them.
    const UNIQUE: bool = false;

    fn key(row: &Self::Model) -> Option<Self::Key> {
        R::Partner::key(row)
    }
}

/// A key that both sides of a relation agree on: the same type.
#[diagnostic::on_unimplemented(
    message = "this relation's key is `{Self}` on this side and `{Other}` on the other",
    label = "`{Self}` here, `{Other}` on the other side",
    note = "give both fields the same type"
)]
pub trait SameKey<Other> {
    /// The key itself.
    fn same_key(&self) -> Other;
}

#[diagnostic::do_not_recommend]
impl<K: Clone> SameKey<K> for K {
    fn same_key(&self) -> K {
        self.clone()
    }
}

/// The key of a row, as the lookup on the other side of a relation takes it.
pub fn key<L: Lookup, K: SameKey<L::Key>>(key: &K) -> L::Key {
    key.same_key()
}

/// The shape of a lookup that a `belongs_to` can go to: one row for each value.
#[diagnostic::on_unimplemented(
    message = "`belongs_to` needs a field with one row for each value",
    label = "many rows can have one value of this field",
    note = "mark the field of the parent with `#[batch_load(unique)]` or `#[batch_load(primary_key)]`"
)]
pub trait SingleRow<M>: Shape<M, Answer = Option<One<M>>> {}

#[diagnostic::do_not_recommend]
impl<M: Send + Sync + 'static> SingleRow<M> for One<M> {}

/// The shape of a lookup that a `has_many` can go to: many rows for each value.
#[diagnostic::on_unimplemented(
    message = "`has_many` needs a field with many rows for each value",
    label = "one row at most can have one value of this field",
    note = "write `#[has_one(..)]`, or mark the field of the child with `index` in place of `unique`"
)]
pub trait ManyRows<M>: Shape<M, Answer = Many<M>> {}

#[diagnostic::do_not_recommend]
impl<M: Send + Sync + 'static> ManyRows<M> for Many<M> {}
