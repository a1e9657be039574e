//! The relations of a tree: followed alone, with others below them, or aggregated.

use std::fmt;
use std::marker::PhantomData;

use super::tree::{self, Start};
use super::{Loaded, Of, Reached, Tree};
use crate::aggregate::{Aggregate, Totals};
use crate::lookup::{FoundOf, KeyOf, LoadFrom, ModelOf};
use crate::model::Model;
use crate::relation::Relation;
use crate::shape::Shape;
use crate::{Dialect, Error, Loaders, One};

/// A relation to load with rows, under arguments: what `Model::preload_<name>(…)` gives.
///
/// `F` is what it gives each row: [`One`], an `Option` of it, or [`Many`](crate::Many).
#[must_use = "nothing is loaded until `Loaders::preload`"]
pub struct Preload<R, F, Arguments = ()> {
    arguments: Arguments,
    relation: PhantomData<fn() -> (R, F)>,
}

impl<R, F, Arguments> Preload<R, F, Arguments> {
    /// The relation under a set of arguments; `()` where it takes none.
    pub fn new(arguments: Arguments) -> Self {
        Self { arguments, relation: PhantomData }
    }

    /// Goes on from the rows that the relation finds: a relation of theirs, or a tuple of several.
    pub fn with<W: Of<F::Row>>(self, with: W) -> Branch<Self, W>
    where
        F: Reached,
    {
        Branch { relation: self, with }
    }
}

#[diagnostic::do_not_recommend]
impl<M, R: Relation<From: Start<M>>, F, Arguments> Of<M> for Preload<R, F, Arguments> {}

impl<R, M, F, Arguments, DB> Tree<M, DB> for Preload<R, F, Arguments>
where
    R: Relation<From = M>,
    M: Model,
    R::Lookup: LoadFrom<DB, Arguments = Arguments>,
    FoundOf<R::Lookup>: Shape<ModelOf<R::Lookup>, Answer = F::Answer>,
    F: Reached,
    Arguments: Clone + Send + Sync,
    DB: Dialect,
{
    type Related = F;

    async fn follow(&self, loaders: &Loaders<DB>, rows: &[&M]) -> Result<Vec<F>, Error> {
        let keys: Vec<_> = rows.iter().map(|row| R::key(row)).collect();
        let loader = loaders.lookup_with::<R::Lookup>(self.arguments.clone());
        let mut answers = loader.load_many(keys.iter().flatten().cloned()).await?.into_iter();
        // A null key asked nothing.
        let reached = |key: Option<KeyOf<R::Lookup>>| {
            let answer = key.as_ref().and_then(|_| answers.next());
            let answer = answer.unwrap_or_else(FoundOf::<R::Lookup>::absent);
            F::of(answer, || Error::missing_row_of(R::NAME, key.as_ref()))
        };
        keys.into_iter().map(reached).collect()
    }
}

/// A relation to load with rows, and what to load with the rows that it finds: what [`Preload::with`] gives.
#[must_use = "nothing is loaded until `Loaders::preload`"]
pub struct Branch<P, W> {
    relation: P,
    with: W,
}

type RowOf<F> = <F as Reached>::Row;

#[diagnostic::do_not_recommend]
impl<M, P: Of<M>, W> Of<M> for Branch<P, W> {}

impl<P, W, M, DB> Tree<M, DB> for Branch<P, W>
where
    P: Tree<M, DB, Related: Reached>,
    W: Tree<RowOf<P::Related>, DB>,
    M: Model,
    DB: Dialect,
{
    type Related = <P::Related as Reached>::Of<Loaded<One<RowOf<P::Related>>, W::Related>>;

    async fn follow(&self, loaders: &Loaders<DB>, rows: &[&M]) -> Result<Vec<Self::Related>, Error> {
        let reached = self.relation.follow(loaders, rows).await?;
        let loaded = tree::load(loaders, Reached::rows(&reached), &self.with).await?;
        Ok(Reached::replace(reached, loaded))
    }
}

/// An aggregate of a relation to load with rows: what `Model::preload_<name>_count(…)` and its like give.
#[must_use = "nothing is loaded until `Loaders::preload`"]
pub struct PreloadTotal<R, A, Arguments = ()> {
    arguments: Arguments,
    aggregate: PhantomData<fn() -> (R, A)>,
}

impl<R, A, Arguments> PreloadTotal<R, A, Arguments> {
    /// The aggregate under a set of arguments of its relation; `()` where it takes none.
    pub fn new(arguments: Arguments) -> Self {
        Self { arguments, aggregate: PhantomData }
    }
}

#[diagnostic::do_not_recommend]
impl<M, R: Relation<From: Start<M>>, A, Arguments> Of<M> for PreloadTotal<R, A, Arguments> {}

impl<R, M, A, Arguments, DB> Tree<M, DB> for PreloadTotal<R, A, Arguments>
where
    R: Relation<From = M>,
    M: Model,
    R::Lookup: LoadFrom<DB, Arguments = Arguments>,
    A: Aggregate<DB>,
    Arguments: Clone + Send + Sync,
    DB: Dialect,
{
    type Related = A::Value;

    async fn follow(&self, loaders: &Loaders<DB>, rows: &[&M]) -> Result<Vec<A::Value>, Error> {
        let keys: Vec<_> = rows.iter().map(|row| R::key(row)).collect();
        let loader = loaders.answers(self.arguments.clone(), Totals::<R::Lookup, A>::new);
        let mut totals = loader.load_many(keys.iter().flatten().cloned()).await?.into_iter();
        let total = |key: Option<_>| key.and_then(|_| totals.next()).flatten();
        Ok(keys.into_iter().map(total).map(|total| A::of_found(total.as_ref())).collect())
    }
}

impl<R: Relation, F, Arguments> fmt::Debug for Preload<R, F, Arguments> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Preload").field("relation", &R::NAME).finish_non_exhaustive()
    }
}

impl<P: fmt::Debug, W: fmt::Debug> fmt::Debug for Branch<P, W> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Branch").field("relation", &self.relation).field("with", &self.with).finish()
    }
}

impl<R: Relation, A, Arguments> fmt::Debug for PreloadTotal<R, A, Arguments> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PreloadTotal").field("relation", &R::NAME).finish_non_exhaustive()
    }
}
