//! Lookups that lead through other tables: a join table, a link model or a chain of relations.

use std::marker::PhantomData;

use crate::facts::filter::Filter;
use crate::facts::lookup::{KeyOf, Lookup, ModelOf};
use crate::facts::relation::{LeadsTo, Relation, SameKey, Via};
use crate::facts::step::Step;
use crate::{Many, One};

/// A table of pairs, which says which rows of one model belong to which rows of another.
pub trait JoinTable: Send + Sync + 'static {
    /// The lookup whose key the table holds on this side: by the primary key, or another lookup of a single row.
    type Source: Lookup;
    /// The lookup of the rows on the other side, by the key that the table holds for them.
    type Target: Lookup<Arguments = ()>;

    /// The table's name in parts.
    const TABLE: &'static [&'static str];
    /// The scope of the table's model.
    const SCOPE: &'static [Filter] = &[];
    /// A condition on the table's rows, in addition to that scope, with the arguments of the relation.
    const CONDITION: Filter = Filter::NONE;
    /// The columns that name a row on this side.
    const NEAR: &'static [&'static str];
    /// The columns that name a row on the other side.
    const FAR: &'static [&'static str];
}

/// The lookup of the rows on the other side of a [`JoinTable`].
#[derive(Debug)]
pub struct AcrossJoin<J>(PhantomData<fn() -> J>);

impl<J: JoinTable> Lookup for AcrossJoin<J> {
    type Model = ModelOf<J::Target>;
    type Key = KeyOf<J::Source>;
    type Parts = <J::Source as Lookup>::Parts;
    type Found = Many<Self::Model>;
    type Arguments = ();

    const NAME: &'static str = J::Target::NAME;
    const COLUMNS: &'static [&'static str] = J::NEAR;
    const UNIQUE: bool = false;

    fn steps() -> Vec<Step> {
        let table = Step::table(J::TABLE, J::FAR, J::Target::COLUMNS);
        let conditions = J::CONDITION.some().into_iter().collect();
        let table = Step { scope: J::SCOPE, conditions, ..table };
        [vec![table], J::Target::steps()].concat()
    }

    fn conditions() -> Vec<Filter> {
        J::Target::conditions()
    }

    fn key(_row: &Self::Model) -> Option<Self::Key> {
        None
    }
}

/// Returns the columns of a [`JoinTable`] that name a row on the other side.
///
/// # Panics
///
/// Panics with `mistake` if the key of `L` has another number of columns. In a constant, this happens while the program
/// is compiled.
#[must_use]
#[track_caller]
pub const fn far<L: Lookup>(
    columns: &'static [&'static str],
    mistake: &'static str,
) -> &'static [&'static str] {
    assert!(columns.len() == L::COLUMNS.len(), "{}", mistake);
    columns
}

/// Returns the columns of a lookup whose key has the same type as the key of `Other`.
#[must_use]
pub const fn columns_of<L: Lookup<Key: SameKey<KeyOf<Other>>>, Other: Lookup>() -> &'static [&'static str] {
    L::COLUMNS
}

/// Compiles if a chain leads to the model `M`, and does nothing.
///
/// # Panics
///
/// Panics if a relation of the chain cannot follow the one before it. In a constant, this happens while the program is
/// compiled.
#[track_caller]
pub const fn leads_to<C: Relation<Lookup: Lookup<Model: LeadsTo<M>>>, M>() {
    assert!(C::IS_CONNECTED, "a relation with `polymorphic = …` can only be the first of `through`");
}

/// A chain, followed by a relation, by name, of the model that the chain leads to.
pub type ChainByName<A, Name, const HASH: u64> = Chain<A, Via<ModelOf<<A as Relation>::Lookup>, Name, HASH>>;

/// The shape of a lookup that a chain can lead over: all rows of a key, or its only row.
#[diagnostic::on_unimplemented(
    message = "`through` cannot use a `has_one` that is the first of several rows",
    label = "this chain uses `{Self}`",
    note = "name a `has_many` in its place, or mark the field that holds the key of the `has_one` with `#[batch_load(unique)]`"
)]
pub trait AllRows {}

#[diagnostic::do_not_recommend]
impl<M> AllRows for One<M> {}

#[diagnostic::do_not_recommend]
impl<M> AllRows for Many<M> {}

/// The arguments of a relation that a chain can lead over: none.
#[diagnostic::on_unimplemented(
    message = "`through` cannot use a relation with arguments, and this one takes `{Self}`",
    label = "this chain uses a relation with `args`",
    note = "state that relation once more under another `name` and without `args`, and go through that"
)]
pub trait NoArguments {}

#[diagnostic::do_not_recommend]
impl NoArguments for () {}

/// The lookup that follows one relation and then another.
#[derive(Debug)]
pub struct Chain<A, B>(PhantomData<fn() -> (A, B)>);

impl<A, B> Lookup for Chain<A, B>
where
    A: Relation<Lookup: Lookup<Arguments: NoArguments, Found: AllRows>>,
    B: Relation<From = ModelOf<A::Lookup>, Lookup: Lookup<Arguments: NoArguments, Found: AllRows>>,
{
    type Model = ModelOf<B::Lookup>;
    type Key = KeyOf<A::Lookup>;
    type Parts = <A::Lookup as Lookup>::Parts;
    type Found = Many<Self::Model>;
    type Arguments = ();

    const NAME: &'static str = B::NAME;
    const COLUMNS: &'static [&'static str] = <A::Lookup as Lookup>::COLUMNS;
    const UNIQUE: bool = false;

    fn steps() -> Vec<Step> {
        let between = Step::of::<B::From>(
            <A::Lookup as Lookup>::conditions(),
            B::SOURCE,
            <B::Lookup as Lookup>::COLUMNS,
        );
        [<A::Lookup as Lookup>::steps(), vec![between], <B::Lookup as Lookup>::steps()].concat()
    }

    fn conditions() -> Vec<Filter> {
        <B::Lookup as Lookup>::conditions()
    }

    fn key(_row: &Self::Model) -> Option<Self::Key> {
        None
    }
}

/// The chain of two relations as a relation, so that a third can follow.
impl<A, B> Relation for Chain<A, B>
where
    A: Relation<Lookup: Lookup<Arguments: NoArguments, Found: AllRows>>,
    B: Relation<From = ModelOf<A::Lookup>, Lookup: Lookup<Arguments: NoArguments, Found: AllRows>>,
{
    type From = A::From;
    type Lookup = Self;

    const NAME: &'static str = B::NAME;
    const SOURCE: &'static [&'static str] = A::SOURCE;
    // The kind is a part of the key that no column of the table before holds.
    const IS_CONNECTED: bool = A::IS_CONNECTED && B::SOURCE.len() == <B::Lookup as Lookup>::COLUMNS.len();

    fn key(row: &A::From) -> Option<KeyOf<Self>> {
        A::key(row)
    }
}
