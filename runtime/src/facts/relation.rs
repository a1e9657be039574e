//! From a row to the rows it names: `belongs_to`, `has_many` and `has_one` over lookups.

use std::marker::PhantomData;

use crate::answers::shape::Shape;
use crate::facts::filter::Filter;
use crate::facts::lookup::{ById, KeyOf, Lookup, ModelOf, Strategy};
use crate::facts::model::{Model, Order};
use crate::facts::step::Step;
use crate::key::Key;
use crate::{Many, One};

/// From a row of one model to the rows that it names: what `load_<name>` follows, and what other relations
/// go through.
pub trait Relation: Send + Sync + 'static {
    /// The model that the relation leads from.
    type From: Model;
    /// The lookup that finds the rows.
    type Lookup: Lookup;

    /// `Model::relation`, for errors, traces and statistics.
    const NAME: &'static str;
    /// The columns of [`From`](Self::From)'s table that hold the key.
    const SOURCE: &'static [&'static str];

    /// The key in a row; `None` where a part of it is null.
    fn key(row: &Self::From) -> Option<KeyOf<Self::Lookup>>;
}

/// A relation of a model by its name.
///
/// `Name` is a type named like the relation, so that a compiler's message can print it; `HASH` is the hash
/// of the name.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no relation `{Name}`",
    label = "no relation `{Name}`",
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

/// A relation of a model by its name, as the model states it.
pub trait RelationAt<const HASH: u64> {
    /// The relation. That it is one is left to where it is stated, so that a mistake in it is told once.
    type Relation;
}

/// The relation of a model by its name.
pub type Via<M, Name, const HASH: u64> = <M as HasRelation<Name, HASH>>::Relation;

/// Lets an impl for a visible type use a less visible one: an associated type may not name it, but a
/// `where Private: Is<It = T>` may, and `T` stands for it.
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

/// What a relation changes about the lookup that it goes by, so that it is a lookup of its own.
pub trait Refined: Send + Sync + 'static {
    /// The lookup that is changed.
    type Partner: Lookup<Arguments = ()>;
    /// One row or many: a [`Shape`] of the partner's model, which is left to where the lookup is stated, so that
    /// a mistake in the partner is told once.
    type Found;
    /// What the filter's arguments stand for: a tuple, `()` where there are none.
    type Arguments: Key;

    /// `Model::relation`, for errors, traces and statistics.
    const NAME: &'static str;
    /// The order of the rows: the primary key's, where the relation names none.
    const ORDER: &'static [Order] = <ModelOf<Self::Partner> as Model>::ORDER;
    /// How some of a key's rows are found, where not all are asked for.
    const STRATEGY: Strategy = Strategy::Limit;
    /// A condition on the table whose rows are found.
    const FILTER: Filter = Filter::NONE;
}

/// What the filter of a relation takes, stated by itself so that mistakes in it and in the relation's partner are told
/// apart.
pub trait Takes {
    /// The types of the arguments, as a tuple.
    type Arguments;
}

/// The lookup of what is [`Refined`].
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
    // The first of several rows is not any of them.
    const UNIQUE: bool = false;
    const STRATEGY: Strategy = R::STRATEGY;

    fn steps() -> Vec<Step> {
        R::Partner::steps()
    }

    /// Those of the partner, which takes no arguments, are obeyed as well: a chain has that of its last relation.
    fn conditions() -> Vec<Filter> {
        let own = R::FILTER.some();
        R::Partner::conditions().into_iter().chain(own).collect()
    }

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

/// A chain of relations that ends at a model.
#[diagnostic::on_unimplemented(
    message = "this chain of relations leads to `{Self}`, not to `{Other}`",
    label = "not where the relations of `through` lead to",
    note = "name the model that the last relation of `through` loads"
)]
pub trait SameModel<Other> {}

#[diagnostic::do_not_recommend]
impl<M> SameModel<M> for M {}

/// The same, where the lookup has one row for each value.
pub fn key_to_one<L: Lookup<Found: SingleRow>, K: SameKey<L::Key>>(key: &K) -> L::Key {
    key.same_key()
}

/// The same, where the lookup has many rows for each value.
pub fn key_to_many<L: Lookup<Found: ManyRows>, K: SameKey<L::Key>>(key: &K) -> L::Key {
    key.same_key()
}

/// The shape of a lookup that a `belongs_to` can go to: one row for each value.
#[diagnostic::on_unimplemented(
    message = "`belongs_to` needs a field with one row for each value",
    label = "many rows can have one value of this field",
    note = "mark the field of the parent with `#[batch_load(unique)]` or `#[batch_load(primary_key)]`"
)]
pub trait SingleRow {}

#[diagnostic::do_not_recommend]
impl<M> SingleRow for One<M> {}

/// The shape of a lookup that a `has_many` can go to: many rows for each value.
#[diagnostic::on_unimplemented(
    message = "`has_many` needs a field with many rows for each value",
    label = "one row at most can have one value of this field",
    note = "write `#[has_one(..)]`, or mark the field of the child with `index` in place of `unique`"
)]
pub trait ManyRows {}

#[diagnostic::do_not_recommend]
impl<M> ManyRows for Many<M> {}
