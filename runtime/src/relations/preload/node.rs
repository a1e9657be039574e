//! The relations of a tree: followed alone, with others below them, or aggregated.

use std::fmt;
use std::marker::PhantomData;

use futures_util::future::join;

use super::ahead::{self, KnownKeys};
use super::follow::{self, FollowAll, FollowAllParents};
use super::selected::Everything;
use super::tree::{self, LeadsFrom};
use super::{Loaded, ModelRow, RelatedRows, RelationsOf, Selected, Tree};
use crate::facts::lookup::ModelOf;
use crate::facts::model::Model;
use crate::facts::relation::Relation;
use crate::queries::aggregate::{self, Aggregate};
use crate::relations::polymorphic::PolymorphicRelation;
use crate::sql::load_from::LoadFrom;
use crate::{Dialect, Error, Loaders, One};

/// A relation to load for rows, with its arguments: what `Model::preload_<name>(…)` and `Model::preload_<name>_page(…)`
/// return.
///
/// `F` is what the relation gives each row: [`One`], an `Option` of it, [`Many`](crate::Many), or a
/// [`Connection`](crate::Connection).
#[must_use = "nothing is loaded until `Loaders::preload`"]
pub struct Preload<R, F, Arguments = ()> {
    arguments: Arguments,
    relation: PhantomData<fn() -> (R, F)>,
}

impl<R, F, Arguments> Preload<R, F, Arguments> {
    /// Creates the relation with its arguments: `()` if it takes none, and a pair of the arguments and the page for a
    /// page.
    #[doc(hidden)]
    pub fn new(arguments: Arguments) -> Self {
        Self { arguments, relation: PhantomData }
    }

    /// Goes on from the rows that the relation finds, with a relation of theirs or a tuple of several.
    pub fn with<W: RelationsOf<RowModelOf<F>>>(self, with: W) -> Branch<Self, W>
    where
        F: RelatedRows,
    {
        Branch { relation: self, with, ahead: false }
    }
}

#[diagnostic::do_not_recommend]
impl<M, R: Relation<From: LeadsFrom<M>>, F, Arguments> RelationsOf<M> for Preload<R, F, Arguments> {}

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

    fn known_keys(&self, rows: &[&M]) -> Option<KnownKeys> {
        ahead::known_keys::<R>(rows)
    }

    async fn load_ahead(&self, loaders: &Loaders<DB>, known: &KnownKeys, selected: &dyn Selected) {
        if field_of::<F>(selected, R::NAME).is_some() {
            F::load_ahead(loaders, known, self.arguments.clone()).await;
        }
    }

    async fn load_selected(&self, loaders: &Loaders<DB>, rows: &[&M], selected: &dyn Selected) {
        if field_of::<F>(selected, R::NAME).is_some() {
            let _ = self.follow(loaders, rows).await;
        }
    }
}

/// A relation to load for rows, and what to load for the rows that it finds: what [`Preload::with`] returns.
#[must_use = "nothing is loaded until `Loaders::preload`"]
pub struct Branch<P, W> {
    relation: P,
    with: W,
    ahead: bool,
}

impl<P, W> Branch<P, W> {
    /// Loads what is below the relation without waiting for its rows, if its key alone decides what that is.
    ///
    /// An article's `reporter_id` says whose badge is wanted before the reporter is loaded. So the statements of both
    /// levels go at the same time, which saves one wait for the database. If the rows exist, this costs nothing; for a
    /// row that does not exist, the level below is asked in vain. If the key does not decide what is below, or without
    /// a cache, nothing changes.
    ///
    /// ```
    /// # #[cfg(all(feature = "sqlite", feature = "macros"))]
    /// # mod example {
    /// # use batchload::{BatchLoad, Loaders};
    /// # #[derive(Clone, Debug, BatchLoad)]
    /// # #[has_one(Badge)]
    /// # struct Reporter { id: i64 }
    /// # #[derive(Clone, Debug, BatchLoad)]
    /// # struct Badge { id: i64, #[belongs_to(Reporter)] reporter_id: i64 }
    /// # #[derive(Clone, Debug, BatchLoad)]
    /// # struct Article { id: i64, #[belongs_to(Reporter)] reporter_id: i64 }
    /// # async fn example(loaders: Loaders<sqlx::Sqlite>, articles: Vec<Article>) -> Result<(), batchload::Error> {
    /// let tree = Article::preload_reporter().with(Reporter::preload_badge()).ahead();
    /// let articles = loaders.preload(&articles, tree).await?;
    /// # Ok(())
    /// # }
    /// # }
    /// ```
    pub fn ahead(mut self) -> Self {
        self.ahead = true;
        self
    }
}

/// Returns what is selected of a relation. Its page may be a field of its own, beside its rows.
fn field_of<'s, F: RelatedRows>(
    selected: &'s dyn Selected,
    relation: &'static str,
) -> Option<Box<dyn Selected + 's>> {
    let name = name_of(relation);
    let page = if F::IS_PAGE { selected.field(&format!("{name}_page")) } else { None };
    page.or_else(|| selected.field(name))
}

/// Returns the last part of a relation's name: `articles` of `Reporter::articles`.
fn name_of(relation: &'static str) -> &'static str {
    relation.rsplit_once("::").map_or(relation, |(_, name)| name)
}

type RowOf<F> = <F as RelatedRows>::Row;
type RowModelOf<F> = <RowOf<F> as ModelRow>::Model;

#[diagnostic::do_not_recommend]
impl<M, P: RelationsOf<M>, W> RelationsOf<M> for Branch<P, W> {}

impl<R, F, Arguments, W> Branch<Preload<R, F, Arguments>, W> {
    /// Follows the relation, and at the same time loads what is selected below it, if the known keys decide it.
    async fn follow_and_load_ahead<M, DB>(
        &self,
        loaders: &Loaders<DB>,
        rows: &[&M],
        below: &dyn Selected,
    ) -> Result<Vec<F>, Error>
    where
        Preload<R, F, Arguments>: Tree<M, DB, Related = F>,
        F: RelatedRows,
        W: Tree<RowModelOf<F>, DB>,
        DB: Dialect,
    {
        let known = if self.ahead && loaders.has_cache() { self.relation.known_keys(rows) } else { None };
        let ahead = async {
            if let Some(known) = &known {
                self.with.load_ahead(loaders, known, below).await;
            }
        };
        join(self.relation.follow(loaders, rows), ahead).await.0
    }
}

impl<R, F, Arguments, W, M, DB> Tree<M, DB> for Branch<Preload<R, F, Arguments>, W>
where
    Preload<R, F, Arguments>: Tree<M, DB, Related = F>,
    R: Relation,
    F: RelatedRows,
    Arguments: Send + Sync,
    W: Tree<RowModelOf<F>, DB>,
    M: Model,
    DB: Dialect,
{
    type Related = F::WithRows<Loaded<One<RowOf<F>>, W::Related>>;

    async fn follow(&self, loaders: &Loaders<DB>, rows: &[&M]) -> Result<Vec<Self::Related>, Error> {
        let related = self.follow_and_load_ahead(loaders, rows, &Everything).await?;
        let loaded = tree::load(loaders, F::rows(&related), |row| row.model(), &self.with).await?;
        Ok(F::replace(related, loaded))
    }

    fn known_keys(&self, rows: &[&M]) -> Option<KnownKeys> {
        self.relation.known_keys(rows)
    }

    async fn load_ahead(&self, loaders: &Loaders<DB>, known: &KnownKeys, selected: &dyn Selected) {
        self.relation.load_ahead(loaders, known, selected).await;
    }

    async fn load_selected(&self, loaders: &Loaders<DB>, rows: &[&M], selected: &dyn Selected) {
        let Some(field) = field_of::<F>(selected, R::NAME) else { return };
        let below = if F::IS_PAGE { field.rows_of_page() } else { None };
        let below = below.as_ref().unwrap_or(&field);
        let Ok(related) = self.follow_and_load_ahead(loaders, rows, &**below).await else { return };
        let rows = F::rows(&related);
        let models: Vec<_> = rows.iter().map(|row| row.model()).collect();
        self.with.load_selected(loaders, &models, &**below).await;
    }
}

/// An aggregate of a relation to load for rows: what methods like `Model::preload_<name>_count(…)` return.
#[must_use = "nothing is loaded until `Loaders::preload`"]
pub struct PreloadAggregate<R, A, Arguments = ()> {
    arguments: Arguments,
    aggregate: PhantomData<fn() -> (R, A)>,
}

impl<R, A, Arguments> PreloadAggregate<R, A, Arguments> {
    /// Creates the aggregate with the arguments of its relation: `()` if it takes none.
    pub fn new(arguments: Arguments) -> Self {
        Self { arguments, aggregate: PhantomData }
    }
}

#[diagnostic::do_not_recommend]
impl<M, R: Relation<From: LeadsFrom<M>>, A, Arguments> RelationsOf<M> for PreloadAggregate<R, A, Arguments> {}

impl<R, M, A, Arguments, DB> Tree<M, DB> for PreloadAggregate<R, A, Arguments>
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
        follow::aggregates::<R, A, DB>(loaders, rows, self.arguments.clone()).await
    }

    async fn load_selected(&self, loaders: &Loaders<DB>, rows: &[&M], selected: &dyn Selected) {
        let name = aggregate::name::<ModelOf<R::Lookup>, A, DB>(name_of(R::NAME));
        if selected.field(&name).is_some() {
            let _ = self.follow(loaders, rows).await;
        }
    }
}

/// The parents of rows, each a row of one of several models: what `Model::preload_<name>()` returns for a `belongs_to`
/// with a `kind`.
///
/// `F` is what the relation gives each row: the enum of the models, or an `Option` of it. A tree ends there, because
/// the rows are of several models.
#[must_use = "nothing is loaded until `Loaders::preload`"]
pub struct PreloadParent<R, F>(PhantomData<fn() -> (R, F)>);

impl<R, F> PreloadParent<R, F> {
    #[doc(hidden)]
    pub const fn new() -> Self {
        Self(PhantomData)
    }
}

#[diagnostic::do_not_recommend]
impl<M, R: PolymorphicRelation<From: LeadsFrom<M>>, F> RelationsOf<M> for PreloadParent<R, F> {}

impl<R, M, F, DB> Tree<M, DB> for PreloadParent<R, F>
where
    R: PolymorphicRelation<From = M>,
    M: Model,
    F: FollowAllParents<R, M, DB>,
    DB: Dialect,
{
    type Related = F;

    async fn follow(&self, loaders: &Loaders<DB>, rows: &[&M]) -> Result<Vec<F>, Error> {
        F::follow_all_parents(loaders, rows).await
    }

    async fn load_selected(&self, loaders: &Loaders<DB>, rows: &[&M], selected: &dyn Selected) {
        if selected.field(name_of(R::NAME)).is_some() {
            let _ = self.follow(loaders, rows).await;
        }
    }
}

impl<R: Relation, F, Arguments> fmt::Debug for Preload<R, F, Arguments> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Preload").field("relation", &R::NAME).finish_non_exhaustive()
    }
}

impl<P: fmt::Debug, W: fmt::Debug> fmt::Debug for Branch<P, W> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { relation, with, ahead } = self;
        f.debug_struct("Branch")
            .field("relation", relation)
            .field("with", with)
            .field("ahead", ahead)
            .finish()
    }
}

impl<R: Relation, A, Arguments> fmt::Debug for PreloadAggregate<R, A, Arguments> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PreloadAggregate").field("relation", &R::NAME).finish_non_exhaustive()
    }
}

impl<R: PolymorphicRelation, F> fmt::Debug for PreloadParent<R, F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PreloadParent").field("relation", &R::NAME).finish()
    }
}
