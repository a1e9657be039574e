//! Follows a relation: from the key in a row to the loads of the rows that it names. `facts::relation` says what a
//! relation is.
//!
//! The methods that the derive generates have these traits as bounds, and no part of the traits names the relation's
//! lookup. So the bounds report nothing about a mistake in a relation: the compiler reports it once, where the relation
//! is stated.
//!
//! The futures are put together without `async`. An `async` block keeps its captures beside the future that it awaits,
//! so it would hold the load twice, and a request can wait for thousands of loads.

use futures_util::future::{Either, FutureExt, lazy, ready};

use crate::answers::answer::Answer;
use crate::answers::shape::{self, Shape};
use crate::facts::lookup::{ById, FoundOf, KeyOf, Lookup, ModelOf};
use crate::facts::model::Model;
use crate::facts::page::Page;
use crate::facts::relation::Relation;
use crate::queries::aggregate::{Aggregate, AggregateOf};
use crate::queries::lazy::{ColumnOfRows, LazyOf};
use crate::queries::page_source;
use crate::queries::paged::PageFrom;
use crate::sql::load_from::LoadFrom;
use crate::{Connection, Dialect, Error, Loaders, One, Value};

/// A relation that `DB` can follow, with `Arguments`, from a row of `From` to what is `Found`.
pub trait Follow<From, Arguments, Found, DB: Dialect>: Sized {
    /// Loads what the relation finds for a row. A null key finds nothing and asks nothing.
    ///
    /// # Errors
    ///
    /// Returns the error of the load.
    fn follow(
        loaders: &Loaders<DB>,
        row: &From,
        arguments: Arguments,
    ) -> impl Future<Output = Result<Found, Error>> + Send + use<Self, From, Arguments, Found, DB>;
}

impl<R, From, Arguments, Found, DB> Follow<From, Arguments, Found, DB> for R
where
    R: Relation<From = From>,
    R::Lookup: LoadFrom<DB, Arguments = Arguments>,
    FoundOf<R::Lookup>: Shape<ModelOf<R::Lookup>, Answer = Found>,
    Found: Answer,
    DB: Dialect,
{
    fn follow(
        loaders: &Loaders<DB>,
        row: &From,
        arguments: Arguments,
    ) -> impl Future<Output = Result<Found, Error>> + Send + use<R, From, Arguments, Found, DB> {
        let load = R::key(row).map(|key| loaders.lookup_with::<R::Lookup>(arguments).into_load(key));
        load_or(load, || Ok(shape::absent::<_, FoundOf<R::Lookup>>()))
    }
}

/// A relation with a key that is never null, which `DB` can follow from a row of `From` to a row of `To`.
pub trait Require<From, To, DB: Dialect>: Sized {
    /// Loads the row of `To` that a row names.
    ///
    /// # Errors
    ///
    /// Returns [`Error::MissingRow`] if there is no such row, or the error of the load.
    fn require(
        loaders: &Loaders<DB>,
        row: &From,
    ) -> impl Future<Output = Result<One<To>, Error>> + Send + use<Self, From, To, DB>;
}

impl<R, From, To, DB> Require<From, To, DB> for R
where
    R: Relation<From = From>,
    R::Lookup: LoadFrom<DB, Arguments = ()>,
    FoundOf<R::Lookup>: Shape<ModelOf<R::Lookup>, Answer = Option<One<To>>>,
    Option<One<To>>: Answer,
    DB: Dialect,
{
    fn require(
        loaders: &Loaders<DB>,
        row: &From,
    ) -> impl Future<Output = Result<One<To>, Error>> + Send + use<R, From, To, DB> {
        let key = R::key(row);
        let load = key.clone().map(|key| loaders.lookup::<R::Lookup>().into_load(key));
        let load = load_or(load, || Ok(None));
        load.map(move |found| found?.ok_or_else(|| Error::missing_row(R::NAME, key.as_ref())))
    }
}

/// A relation whose rows `DB` can aggregate, with `Arguments`, for a row of `From`.
pub trait FollowAggregate<From, Arguments, A: Aggregate<DB>, DB: Dialect>: Sized {
    /// Loads the aggregate of the rows that the relation finds for a row. A null key finds no rows and asks nothing.
    ///
    /// # Errors
    ///
    /// Returns the error of the load.
    fn aggregate(
        loaders: &Loaders<DB>,
        row: &From,
        arguments: Arguments,
    ) -> impl Future<Output = Result<A::Value, Error>> + Send + use<Self, From, Arguments, A, DB>;
}

#[diagnostic::do_not_recommend]
impl<R, From, Arguments, A, DB> FollowAggregate<From, Arguments, A, DB> for R
where
    R: Relation<From = From>,
    R::Lookup: LoadFrom<DB, Arguments = Arguments>,
    A: Aggregate<DB>,
    DB: Dialect,
{
    fn aggregate(
        loaders: &Loaders<DB>,
        row: &From,
        arguments: Arguments,
    ) -> impl Future<Output = Result<A::Value, Error>> + Send + use<R, From, Arguments, A, DB> {
        let load = R::key(row).map(|key| aggregate::<R::Lookup, A, DB>(loaders, arguments, key));
        load_or(load, || Ok(A::empty_value()))
    }
}

/// A relation whose pages `DB` can find, with `Arguments`, from a row of `From` to rows of `To`.
pub trait FollowPage<From, Arguments, To, DB: Dialect>: Sized {
    /// Loads a page of what the relation finds for a row. A null key finds nothing and asks nothing.
    ///
    /// # Errors
    ///
    /// Returns [`Error::Page`] or [`Error::Cursor`] if there is no such page, or the error of the load.
    fn follow(
        loaders: &Loaders<DB>,
        row: &From,
        arguments: Arguments,
        page: &Page,
    ) -> impl Future<Output = Result<Connection<To>, Error>> + Send + use<Self, From, Arguments, To, DB>;
}

impl<R, From, Arguments, To, DB> FollowPage<From, Arguments, To, DB> for R
where
    R: PageFrom<DB> + Relation<From = From>,
    R::Lookup: LoadFrom<DB, Arguments = Arguments, Model = To>,
    DB: Dialect,
{
    fn follow(
        loaders: &Loaders<DB>,
        row: &From,
        arguments: Arguments,
        page: &Page,
    ) -> impl Future<Output = Result<Connection<To>, Error>> + Send + use<R, From, Arguments, To, DB> {
        match (page_source::slice::<R, DB>(page, &arguments), R::key(row)) {
            (Ok(slice), Some(key)) => Either::Left(loaders.pages::<R>(arguments).into_load((key, slice))),
            (Ok(slice), None) => Either::Right(ready(Ok(Connection::none(slice.total)))),
            (Err(error), _) => Either::Right(ready(Err(error))),
        }
    }
}

/// Loads the aggregate of the rows that a key finds, with arguments.
///
/// # Errors
///
/// Returns the error of the load.
pub fn aggregate<L, A, DB>(
    loaders: &Loaders<DB>,
    arguments: L::Arguments,
    key: KeyOf<L>,
) -> impl Future<Output = Result<A::Value, Error>> + Send + use<L, A, DB>
where
    L: LoadFrom<DB>,
    A: Aggregate<DB>,
    DB: Dialect,
{
    let load = loaders.query::<AggregateOf<L, A>>(arguments).into_load(key);
    load.map(|found| Ok(A::value_or_empty(found?.as_ref())))
}

/// Returns a lazy column of a row: the value that the row holds already, or else the one that its primary key finds.
///
/// # Errors
///
/// Returns [`Error::MissingRow`] if the row is gone, or the error of the load.
pub fn column<C, M, DB>(
    loaders: &Loaders<DB>,
    row: &M,
) -> impl Future<Output = Result<One<C::Value>, Error>> + Send + use<C, M, DB>
where
    M: Model<ById: LoadFrom<DB, Arguments = ()>>,
    C: LazyOf<M, Value: Value<DB>>,
    DB: Dialect,
{
    let held = C::of(row).one();
    let key = if held.is_none() { ById::<M>::key(row) } else { None };
    match key {
        Some(key) => {
            let load = loaders.query::<ColumnOfRows<M, C>>(()).into_load(key.clone());
            Either::Left(load.map(move |found| found?.ok_or_else(|| Error::missing_row(C::NAME, Some(&key)))))
        }
        None => {
            Either::Right(ready(held.ok_or_else(|| Error::missing_row(C::NAME, None::<&KeyOf<ById<M>>>))))
        }
    }
}

/// Returns the output of a load, or what is known if there is nothing to load.
pub(crate) fn load_or<L: Future>(
    load: Option<L>,
    known: impl FnOnce() -> L::Output,
) -> impl Future<Output = L::Output> {
    match load {
        Some(load) => Either::Left(load),
        None => Either::Right(lazy(|_| known())),
    }
}
