//! Relations: from a row to the rows that it names, by `belongs_to`, `has_many` and `has_one` over lookups.

use std::marker::PhantomData;

use crate::answers::shape::Shape;
use crate::facts::filter::Filter;
use crate::facts::lookup::{ById, KeyOf, Lookup, ModelOf, Strategy};
use crate::facts::model::{Model, Order};
use crate::facts::step::Step;
use crate::key::Key;
use crate::{Many, One};

/// A relation from a row of one model to the rows that it names. `load_<name>` follows it, and other relations can go
/// through it.
pub trait Relation: Send + Sync + 'static {
    /// The model that the relation leads from.
    type From: Model;
    /// The lookup that finds the rows.
    type Lookup: Lookup;

    /// `Model::relation`, for errors, traces and statistics.
    const NAME: &'static str;
    /// The columns of [`From`](Self::From)'s table that hold the key.
    const SOURCE: &'static [&'static str];
    /// Whether each relation of a chain can follow the one before it.
    #[doc(hidden)]
    const IS_CONNECTED: bool = true;

    /// Returns the key in a row, or `None` if a part of the key is null.
    fn key(row: &Self::From) -> Option<KeyOf<Self::Lookup>>;
}

/// A model that has a relation with the name `Name`.
///
/// `Name` is a type with the name of the relation, so that the compiler can print it in a message. `HASH` is the hash
/// of the name.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no relation `{Name}` that a chain can use",
    label = "no relation `{Name}` of `{Self}`",
    note = "name a `belongs_to` without `kind`, a `has_many`, `has_one` or `many_to_many` of `{Self}`"
)]
pub trait HasRelation<Name, const HASH: u64> {
    /// The relation.
    type Relation: Relation<From = Self>;
}

#[diagnostic::do_not_recommend]
impl<M: Model, Name, const HASH: u64> HasRelation<Name, HASH> for M
where
    ById<M>: RelationAt<HASH, Relation: Relation<From = M>>,
{
    type Relation = <ById<M> as RelationAt<HASH>>::Relation;
}

/// The relation of a model whose name has the hash `HASH`, as the model states it.
pub trait RelationAt<const HASH: u64> {
    /// The relation. It has no bound here, because its own impl checks that it is a relation: the compiler reports a
    /// mistake once.
    type Relation;
}

/// The relation of a model by its name.
pub type Via<M, Name, const HASH: u64> = <M as HasRelation<Name, HASH>>::Relation;

/// Lets an impl for a visible type use a less visible type. An associated type must not name such a type, but a bound
/// `where Private: Is<It = T>` may, and `T` then stands for it.
pub trait Is {
    /// The type itself.
    type It: ?Sized;

    /// The value itself.
    fn it(&self) -> &Self::It;
}

impl<T: ?Sized> Is for T {
    type It = T;

    fn it(&self) -> &T {
        self
    }
}

/// The changes that a relation makes to the lookup of its partner. They make it a lookup of its own.
pub trait Refined: Send + Sync + 'static {
    /// The lookup that the relation changes.
    type Partner: Lookup<Arguments = ()>;
    /// One row or many: a [`Shape`] of the partner's model. The impl of [`Lookup`] for [`Related`] has that bound, so
    /// that the compiler reports a mistake in the partner once.
    type Found;
    /// The types of the filter's arguments, as a tuple: `()` if it has none.
    type Arguments: Key;

    /// `Model::relation`, for errors, traces and statistics.
    const NAME: &'static str;
    /// The order of the rows: by the primary key, if the relation names none.
    const ORDER: &'static [Order] = <ModelOf<Self::Partner> as Model>::ORDER;
    /// How a statement finds some of a key's rows, when a load does not ask for all of them.
    const STRATEGY: Strategy = Strategy::Limit;
    /// A condition on the table of the found rows.
    const FILTER: Filter = Filter::NONE;
}

/// The arguments of a relation's filter. They are stated apart, so that the compiler distinguishes mistakes in them
/// from mistakes in the relation's partner.
pub trait Takes {
    /// The types of the arguments, as a tuple.
    type Arguments;
}

/// The lookup of a [`Refined`] relation.
#[derive(Debug)]
pub struct Related<R>(PhantomData<fn() -> R>);

impl<R> Lookup for Related<R>
where
    R: Refined<Found: Shape<ModelOf<<R as Refined>::Partner>>>,
{
    type Model = ModelOf<R::Partner>;
    type Key = KeyOf<R::Partner>;
    type Parts = <R::Partner as Lookup>::Parts;
    type Found = R::Found;
    type Arguments = R::Arguments;

    const NAME: &'static str = R::NAME;
    const COLUMNS: &'static [&'static str] = R::Partner::COLUMNS;
    const ORDER: &'static [Order] = R::ORDER;
    // A row that a lookup found elsewhere need not be the first of several rows.
    const UNIQUE: bool = false;
    const STRATEGY: Strategy = R::STRATEGY;

    fn steps() -> Vec<Step> {
        R::Partner::steps()
    }

    /// Returns the conditions of the partner, which takes no arguments, and the filter. A chain has the conditions of
    /// its last relation.
    fn conditions() -> Vec<Filter> {
        let own = R::FILTER.some();
        R::Partner::conditions().into_iter().chain(own).collect()
    }

    fn key(row: &Self::Model) -> Option<Self::Key> {
        R::Partner::key(row)
    }
}

/// A key type that is the same on both sides of a relation.
#[diagnostic::on_unimplemented(
    message = "this relation's key is `{Self}` on this side and `{Other}` on the other",
    label = "`{Self}` here, `{Other}` on the other side",
    note = "give both keys the same type; if one of them is a tuple, name as many fields for the other: `foreign_key(a, b)`"
)]
pub trait SameKey<Other> {
    /// Returns a clone of the key.
    fn same_key(&self) -> Other;
}

#[diagnostic::do_not_recommend]
impl<K: Clone> SameKey<K> for K {
    fn same_key(&self) -> K {
        self.clone()
    }
}

/// Returns the key of a row, as the lookup on the other side of a relation takes it.
pub fn key<L: Lookup, K: SameKey<L::Key>>(key: &K) -> L::Key {
    key.same_key()
}

/// The model `Other`, if a chain of relations leads to it.
#[diagnostic::on_unimplemented(
    message = "this chain of relations leads to `{Self}`, not to `{Other}`",
    label = "not where the relations of `through` lead to",
    note = "name the model that the last relation of `through` loads"
)]
pub trait LeadsTo<Other> {}

#[diagnostic::do_not_recommend]
impl<M> LeadsTo<M> for M {}

/// Returns the same as [`key`], for a lookup with one row for each value.
pub fn key_to_one<L: Lookup<Found: SingleRow>, K: SameKey<L::Key>>(key: &K) -> L::Key {
    key.same_key()
}

/// Returns the same as [`key`], for a lookup with many rows for each value.
pub fn key_to_many<L: Lookup<Found: ManyRows>, K: SameKey<L::Key>>(key: &K) -> L::Key {
    key.same_key()
}

/// The shape of a lookup that a `belongs_to` can use: one row for each value.
#[diagnostic::on_unimplemented(
    message = "`belongs_to` needs a field with one row for each value",
    label = "many rows can have the same value of this field",
    note = "mark the field of the parent with `#[batch_load(unique)]` or `#[batch_load(primary_key)]`"
)]
pub trait SingleRow {}

#[diagnostic::do_not_recommend]
impl<M> SingleRow for One<M> {}

/// The shape of a lookup that a `has_many` can use: many rows for each value.
#[diagnostic::on_unimplemented(
    message = "`has_many` needs a field with many rows for each value",
    label = "at most one row can have each value of this field",
    note = "write `#[has_one(..)]`, or mark the field of the child with `index` in place of `unique`"
)]
pub trait ManyRows {}

#[diagnostic::do_not_recommend]
impl<M> ManyRows for Many<M> {}
