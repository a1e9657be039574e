//! The relations of a tree: followed alone, with others below them, or aggregated.

use std::fmt;
use std::marker::PhantomData;

use super::tree::{self, Start};
use super::{Loaded, Of, Reached, Tree};
use crate::aggregate::{Aggregate, Totals};
use crate::lookup::{LoadFrom, Lookup};
use crate::relation::Relation;
use crate::shape::Shape;
use crate::{Dialect, Error, Loaders, One};

type ArgumentsOf<R> = <<R as Relation>::Lookup as Lookup>::Arguments;
type ModelOf<R> = <<R as Relation>::Lookup as Lookup>::Model;
type AnswerOf<R> = <<<R as Relation>::Lookup as Lookup>::Found as Shape<ModelOf<R>>>::Answer;

/// A relation to load with rows: what `Model::preload_<name>()` gives.
///
/// `F` is what it gives each row: [`One`], an `Option` of it, or [`Many`](crate::Many).
#[must_use = "nothing is loaded until `Loaders::preload`"]
pub struct Preload<R: Relation, F> {
    arguments: ArgumentsOf<R>,
    relation: PhantomData<fn() -> (R, F)>,
}

impl<R: Relation, F: Reached> Preload<R, F> {
    /// The relation under a set of arguments; `()` where it takes none.
    pub fn new(arguments: ArgumentsOf<R>) -> Self {
        Self { arguments, relation: PhantomData }
    }

    /// Goes on from the rows that the relation finds: a relation of theirs, or a tuple of several.
    pub fn with<W: Of<F::Row>>(self, with: W) -> Branch<R, F, W> {
        Branch { relation: self, with }
    }
}

#[diagnostic::do_not_recommend]
impl<M, R: Relation<From: Start<M>>, F> Of<M> for Preload<R, F> {}

impl<R, F, DB> Tree<DB> for Preload<R, F>
where
    R: Relation<Lookup: LoadFrom<DB>>,
    F: Reached<Answer = AnswerOf<R>>,
    DB: Dialect,
{
    type From = R::From;
    type Related = F;

    async fn follow(&self, loaders: &Loaders<DB>, rows: &[&R::From]) -> Result<Vec<F>, Error> {
        let keys: Vec<_> = rows.iter().map(|row| R::key(row)).collect();
        let loader = loaders.lookup_with::<R::Lookup>(self.arguments.clone());
        let mut answers = loader.load_many(keys.iter().flatten().cloned()).await?.into_iter();
        // A null key asked nothing.
        let mut answer = |key: &Option<_>| key.as_ref().and_then(|_| answers.next());
        let absent = <<R::Lookup as Lookup>::Found as Shape<ModelOf<R>>>::absent;
        let reached =
            |key| F::of(answer(&key).unwrap_or_else(absent), || Error::missing_row(R::NAME, &key.as_ref()));
        keys.into_iter().map(reached).collect()
    }
}

/// A relation to load with rows, and what to load with the rows that it finds: what [`Preload::with`] gives.
#[must_use = "nothing is loaded until `Loaders::preload`"]
pub struct Branch<R: Relation, F, W> {
    relation: Preload<R, F>,
    with: W,
}

#[diagnostic::do_not_recommend]
impl<M, R: Relation<From: Start<M>>, F, W> Of<M> for Branch<R, F, W> {}

impl<R, F, W, DB> Tree<DB> for Branch<R, F, W>
where
    R: Relation,
    F: Reached,
    Preload<R, F>: Tree<DB, From = R::From, Related = F>,
    W: Tree<DB, From = F::Row>,
    DB: Dialect,
{
    type From = R::From;
    type Related = F::Of<Loaded<One<F::Row>, W::Related>>;

    async fn follow(&self, loaders: &Loaders<DB>, rows: &[&R::From]) -> Result<Vec<Self::Related>, Error> {
        let reached = self.relation.follow(loaders, rows).await?;
        let loaded = tree::load(loaders, F::rows(&reached), &self.with).await?;
        Ok(F::replace(reached, loaded))
    }
}

/// An aggregate of a relation to load with rows: what `Model::preload_<name>_count()` and its like give.
#[must_use = "nothing is loaded until `Loaders::preload`"]
pub struct PreloadTotal<R: Relation, A> {
    arguments: ArgumentsOf<R>,
    aggregate: PhantomData<fn() -> A>,
}

impl<R: Relation, A> PreloadTotal<R, A> {
    /// The aggregate under a set of arguments of its relation; `()` where it takes none.
    pub fn new(arguments: ArgumentsOf<R>) -> Self {
        Self { arguments, aggregate: PhantomData }
    }
}

#[diagnostic::do_not_recommend]
impl<M, R: Relation<From: Start<M>>, A> Of<M> for PreloadTotal<R, A> {}

impl<R, A, DB> Tree<DB> for PreloadTotal<R, A>
where
    R: Relation<Lookup: LoadFrom<DB>>,
    A: Aggregate<DB>,
    DB: Dialect,
{
    type From = R::From;
    type Related = A::Value;

    async fn follow(&self, loaders: &Loaders<DB>, rows: &[&R::From]) -> Result<Vec<A::Value>, Error> {
        let keys: Vec<_> = rows.iter().map(|row| R::key(row)).collect();
        let loader = loaders.answers(self.arguments.clone(), Totals::<R::Lookup, A>::new);
        let mut totals = loader.load_many(keys.iter().flatten().cloned()).await?.into_iter();
        let total = |key: Option<_>| key.and_then(|_| totals.next()).flatten();
        Ok(keys.into_iter().map(total).map(|total| A::of_found(total.as_ref())).collect())
    }
}

impl<R: Relation, F> fmt::Debug for Preload<R, F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Preload").field("relation", &R::NAME).finish_non_exhaustive()
    }
}

impl<R: Relation, F, W: fmt::Debug> fmt::Debug for Branch<R, F, W> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Branch").field("relation", &R::NAME).field("with", &self.with).finish()
    }
}

impl<R: Relation, A> fmt::Debug for PreloadTotal<R, A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PreloadTotal").field("relation", &R::NAME).finish_non_exhaustive()
    }
}
