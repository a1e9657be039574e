//! Follows a relation from many rows at once, depending on what it gives each of them.

use futures_util::future::try_join_all;

use super::RelatedRows;
use super::ahead::{self, KnownKeys};
use crate::answers::answer::Answer;
use crate::answers::shape::Shape;
use crate::facts::lookup::{AnswerOf, FoundOf, KeyOf, ModelOf};
use crate::facts::model::Model;
use crate::facts::page::Page;
use crate::facts::relation::Relation;
use crate::key::Key;
use crate::queries::aggregate::{Aggregate, AggregateOf};
use crate::queries::page_source;
use crate::queries::paged::PageFrom;
use crate::relations::linked::{LinkedBy, Links};
use crate::relations::polymorphic::{FollowParent, Polymorphic, RequireParent};
use crate::sql::columns::FromColumns;
use crate::sql::load_from::LoadFrom;
use crate::{Connection, Dialect, Error, Linked, Loader, Loaders, Many, One};

/// What a relation gives each row, if `DB` can find it for many rows, with arguments.
pub trait FollowAll<R: Relation, Arguments, DB: Dialect>: RelatedRows {
    /// Loads what the relation gives each of the rows, in their order.
    fn follow_all(
        loaders: &Loaders<DB>,
        rows: &[&R::From],
        arguments: Arguments,
    ) -> impl Future<Output = Result<Vec<Self>, Error>> + Send;

    /// Loads what the relation will give rows of which only these keys are known, if the keys are enough.
    fn load_ahead(
        _loaders: &Loaders<DB>,
        _known: &KnownKeys,
        _arguments: Arguments,
    ) -> impl Future<Output = ()> + Send {
        async {}
    }
}

/// For a key that is never null.
impl<R, M, DB> FollowAll<R, (), DB> for One<M>
where
    R: Relation<Lookup: LoadFrom<DB, Arguments = ()>>,
    FoundOf<R::Lookup>: Shape<ModelOf<R::Lookup>, Answer = Option<Self>>,
    M: Model,
    DB: Dialect,
{
    async fn follow_all(loaders: &Loaders<DB>, rows: &[&R::From], (): ()) -> Result<Vec<Self>, Error> {
        let found = lookup_answers::<R, DB>(loaders, rows, ()).await?;
        let missing = |row| Error::missing_row(R::NAME, R::key(row).as_ref());
        rows.iter().zip(found).map(|(row, found)| found.ok_or_else(|| missing(row))).collect()
    }

    async fn load_ahead(loaders: &Loaders<DB>, known: &KnownKeys, (): ()) {
        ahead::load::<R, DB>(loaders, known, ()).await;
    }
}

macro_rules! follows_its_lookup {
    ($($found:ty),+) => {$(
        impl<R, M, Arguments, DB> FollowAll<R, Arguments, DB> for $found
        where
            R: Relation<Lookup: LoadFrom<DB, Arguments = Arguments>>,
            FoundOf<R::Lookup>: Shape<ModelOf<R::Lookup>, Answer = Self>,
            M: Model,
            Arguments: Send,
            DB: Dialect,
        {
            async fn follow_all(
                loaders: &Loaders<DB>,
                rows: &[&R::From],
                arguments: Arguments,
            ) -> Result<Vec<Self>, Error> {
                lookup_answers::<R, DB>(loaders, rows, arguments).await
            }

            async fn load_ahead(loaders: &Loaders<DB>, known: &KnownKeys, arguments: Arguments) {
                ahead::load::<R, DB>(loaders, known, arguments).await;
            }
        }
    )+};
}

follows_its_lookup!(Option<One<M>>, Many<M>);

impl<R, T, L, Arguments, DB> FollowAll<R, Arguments, DB> for Many<Linked<T, L>>
where
    R: LinkedBy<Link = L, Lookup: LoadFrom<DB, Arguments = Arguments, Model = T>>,
    T: Model,
    L: FromColumns<DB>,
    Arguments: Send,
    DB: Dialect,
{
    async fn follow_all(
        loaders: &Loaders<DB>,
        rows: &[&R::From],
        arguments: Arguments,
    ) -> Result<Vec<Self>, Error> {
        let loader = loaders.query::<Links<R>>(arguments);
        answers::<R, _, _>(&loader, rows, |key| key, Self::default()).await
    }
}

/// The same page for each row.
impl<R, M, Arguments, DB> FollowAll<R, (Arguments, Page), DB> for Connection<M>
where
    R: PageFrom<DB> + Relation<Lookup: LoadFrom<DB, Arguments = Arguments, Model = M>>,
    M: Model,
    Arguments: Send,
    DB: Dialect,
{
    async fn follow_all(
        loaders: &Loaders<DB>,
        rows: &[&R::From],
        (arguments, page): (Arguments, Page),
    ) -> Result<Vec<Self>, Error> {
        let slice = page_source::slice::<R, DB>(&page, &arguments)?;
        let loader = loaders.pages::<R>(arguments);
        answers::<R, _, _>(&loader, rows, |key| (key, slice.clone()), Self::none(slice.total)).await
    }
}

/// A parent that is a row of one of several models, which `DB` can find for many rows.
pub trait FollowAllParents<R, From, DB: Dialect>: Send + Sync + Sized {
    /// Loads the parents of the rows, in their order.
    fn follow_all_parents(
        loaders: &Loaders<DB>,
        rows: &[&From],
    ) -> impl Future<Output = Result<Vec<Self>, Error>> + Send;
}

/// For a key and a kind that are never null.
impl<R, From, To, DB> FollowAllParents<R, From, DB> for To
where
    R: RequireParent<From, To, DB>,
    From: Sync,
    To: Polymorphic,
    DB: Dialect,
{
    async fn follow_all_parents(loaders: &Loaders<DB>, rows: &[&From]) -> Result<Vec<To>, Error> {
        try_join_all(rows.iter().map(|row| R::require_parent(loaders, row)).collect::<Vec<_>>()).await
    }
}

impl<R, From, To, DB> FollowAllParents<R, From, DB> for Option<To>
where
    R: FollowParent<From, To, DB>,
    From: Sync,
    To: Polymorphic,
    DB: Dialect,
{
    async fn follow_all_parents(loaders: &Loaders<DB>, rows: &[&From]) -> Result<Vec<Option<To>>, Error> {
        try_join_all(rows.iter().map(|row| R::follow_parent(loaders, row)).collect::<Vec<_>>()).await
    }
}

/// Loads the aggregate of the rows that each row finds.
pub(super) async fn aggregates<R, A, DB>(
    loaders: &Loaders<DB>,
    rows: &[&R::From],
    arguments: <R::Lookup as crate::Lookup>::Arguments,
) -> Result<Vec<A::Value>, Error>
where
    R: Relation<Lookup: LoadFrom<DB>>,
    A: Aggregate<DB>,
    DB: Dialect,
{
    let loader = loaders.query::<AggregateOf<R::Lookup, A>>(arguments);
    let found = answers::<R, _, _>(&loader, rows, |key| key, None).await?;
    Ok(found.iter().map(|value| A::value_or_empty(value.as_ref())).collect())
}

/// Loads what the lookup of a relation answers for each row.
async fn lookup_answers<R, DB>(
    loaders: &Loaders<DB>,
    rows: &[&R::From],
    arguments: <R::Lookup as crate::Lookup>::Arguments,
) -> Result<Vec<AnswerOf<R::Lookup>>, Error>
where
    R: Relation<Lookup: LoadFrom<DB>>,
    DB: Dialect,
{
    let loader = loaders.lookup_with::<R::Lookup>(arguments);
    answers::<R, _, _>(&loader, rows, |key| key, Answer::absent()).await
}

/// Loads what a loader answers for each row. A null key asks nothing, and has the answer `none`.
async fn answers<R: Relation, K: Key, A: Answer>(
    loader: &Loader<K, A>,
    rows: &[&R::From],
    key_of: impl Fn(KeyOf<R::Lookup>) -> K + Send,
    none: A,
) -> Result<Vec<A>, Error> {
    let keys: Vec<_> = rows.iter().map(|row| R::key(row).map(&key_of)).collect();
    let is_asked: Vec<_> = keys.iter().map(Option::is_some).collect();
    let mut answers = loader.load_many(keys.into_iter().flatten().collect::<Vec<_>>()).await?.into_iter();
    let answer = |asked: bool| if asked { answers.next() } else { None };
    Ok(is_asked.into_iter().map(answer).map(|answer| answer.unwrap_or_else(|| none.clone())).collect())
}
