//! The relations of a tree: followed alone, with others below them, or aggregated.

use std::fmt;
use std::marker::PhantomData;

use super::follow::{self, FollowAll, ParentOfAll};
use super::tree::{self, Start};
use super::{Loaded, Of, OfModel, Reached, Tree};
use crate::aggregate::Aggregate;
use crate::lookup::LoadFrom;
use crate::model::Model;
use crate::polymorphic::PolymorphicRelation;
use crate::relation::Relation;
use crate::{Dialect, Error, Loaders, One};

/// A relation to load with rows, under arguments: what `Model::preload_<name>(…)` and
/// `Model::preload_<name>_page(…)` give.
///
/// `F` is what it gives each row: [`One`], an `Option` of it, [`Many`](crate::Many), or a
/// [`Connection`](crate::Connection).
#[must_use = "nothing is loaded until `Loaders::preload`"]
pub struct Preload<R, F, Arguments = ()> {
    arguments: Arguments,
    relation: PhantomData<fn() -> (R, F)>,
}

impl<R, F, Arguments> Preload<R, F, Arguments> {
    /// The relation under a set of arguments, `()` where it takes none; for a page a pair of them and the page.
    pub fn new(arguments: Arguments) -> Self {
        Self { arguments, relation: PhantomData }
    }

    /// Goes on from the rows that the relation finds: a relation of theirs, or a tuple of several.
    pub fn with<W: Of<ModelOf<F>>>(self, with: W) -> Branch<Self, W>
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
    F: FollowAll<R, Arguments, DB>,
    Arguments: Clone + Send + Sync,
    DB: Dialect,
{
    type Related = F;

    async fn follow(&self, loaders: &Loaders<DB>, rows: &[&M]) -> Result<Vec<F>, Error> {
        F::follow_all(loaders, rows, self.arguments.clone()).await
    }
}

/// A relation to load with rows, and what to load with the rows that it finds: what [`Preload::with`] gives.
#[must_use = "nothing is loaded until `Loaders::preload`"]
pub struct Branch<P, W> {
    relation: P,
    with: W,
}

type RowOf<F> = <F as Reached>::Row;
type ModelOf<F> = <RowOf<F> as OfModel>::Model;

#[diagnostic::do_not_recommend]
impl<M, P: Of<M>, W> Of<M> for Branch<P, W> {}

impl<P, W, M, DB> Tree<M, DB> for Branch<P, W>
where
    P: Tree<M, DB, Related: Reached>,
    W: Tree<ModelOf<P::Related>, DB>,
    M: Model,
    DB: Dialect,
{
    type Related = <P::Related as Reached>::Of<Loaded<One<RowOf<P::Related>>, W::Related>>;

    async fn follow(&self, loaders: &Loaders<DB>, rows: &[&M]) -> Result<Vec<Self::Related>, Error> {
        let reached = self.relation.follow(loaders, rows).await?;
        let loaded = tree::load(loaders, Reached::rows(&reached), |row| row.model(), &self.with).await?;
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
        follow::totals::<R, A, DB>(loaders, rows, self.arguments.clone()).await
    }
}

/// The parents of rows, each a row of one of several models: what `Model::preload_<name>()` gives of a
/// `belongs_to` with a `kind`.
///
/// `F` is what it gives each row: the enum of the models, or an `Option` of it. A tree ends there, for the rows
/// are of several models.
#[must_use = "nothing is loaded until `Loaders::preload`"]
pub struct PreloadParent<R, F>(PhantomData<fn() -> (R, F)>);

impl<R, F> PreloadParent<R, F> {
    #[doc(hidden)]
    pub const fn new() -> Self {
        Self(PhantomData)
    }
}

#[diagnostic::do_not_recommend]
impl<M, R: PolymorphicRelation<From: Start<M>>, F> Of<M> for PreloadParent<R, F> {}

impl<R, M, F, DB> Tree<M, DB> for PreloadParent<R, F>
where
    R: PolymorphicRelation<From = M>,
    M: Model,
    F: ParentOfAll<R, M, DB>,
    DB: Dialect,
{
    type Related = F;

    async fn follow(&self, loaders: &Loaders<DB>, rows: &[&M]) -> Result<Vec<F>, Error> {
        F::parents(loaders, rows).await
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

impl<R: PolymorphicRelation, F> fmt::Debug for PreloadParent<R, F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PreloadParent").field("relation", &R::NAME).finish()
    }
}
