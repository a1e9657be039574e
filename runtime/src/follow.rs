//! Follows a relation: from the key in a row to the loads of the rows it names. What a relation is stands in
//! `relation`.

use std::fmt::Debug;

use crate::aggregate::{Aggregate, Totals};
use crate::lazy::{ColumnOfRows, LazyOf};
use crate::lookup::{ById, LoadFrom, Lookup};
use crate::model::Model;
use crate::relation::{ManyRows, Relation, SingleRow};
use crate::{Dialect, Error, Loaders, Many, One, Value};

/// The model that a relation leads to.
type To<R> = <<R as Relation>::Lookup as Lookup>::Model;

/// The row that a key which is never null names.
///
/// # Errors
///
/// [`Error::MissingRow`] when there is no such row, and whatever the load fails with.
pub fn required<R, DB>(
    loaders: &Loaders<DB>,
    row: &R::From,
) -> impl Future<Output = Result<One<To<R>>, Error>> + Send + use<R, DB>
where
    R: Relation<Lookup: LoadFrom<DB, Arguments = (), Found: SingleRow<To<R>>>>,
    DB: Dialect,
{
    let load = R::key(row).map(|key| (loaders.lookup::<R::Lookup>().load(key.clone()), key));
    async move {
        let (load, key) = load.ok_or_else(|| Error::missing_row(R::NAME, &None::<()>))?;
        load.await?.ok_or_else(|| Error::missing_row(R::NAME, &key))
    }
}

/// The row that a key names, under arguments; a null key names none, and nothing is asked.
///
/// # Errors
///
/// Whatever the load fails with.
pub fn optional<R, DB>(
    loaders: &Loaders<DB>,
    arguments: <R::Lookup as Lookup>::Arguments,
    row: &R::From,
) -> impl Future<Output = Result<Option<One<To<R>>>, Error>> + Send + use<R, DB>
where
    R: Relation<Lookup: LoadFrom<DB, Found: SingleRow<To<R>>>>,
    DB: Dialect,
{
    let load = R::key(row).map(|key| loaders.lookup_with::<R::Lookup>(arguments).load(key));
    async move {
        match load {
            Some(load) => load.await,
            None => Ok(None),
        }
    }
}

/// The rows that a key finds, under arguments; a null key finds none, and nothing is asked.
///
/// # Errors
///
/// Whatever the load fails with.
pub fn many<R, DB>(
    loaders: &Loaders<DB>,
    arguments: <R::Lookup as Lookup>::Arguments,
    row: &R::From,
) -> impl Future<Output = Result<Many<To<R>>, Error>> + Send + use<R, DB>
where
    R: Relation<Lookup: LoadFrom<DB, Found: ManyRows<To<R>>>>,
    DB: Dialect,
{
    let load = R::key(row).map(|key| loaders.lookup_with::<R::Lookup>(arguments).load(key));
    async move {
        match load {
            Some(load) => load.await,
            None => Ok(Many::default()),
        }
    }
}

/// What is made of the rows that a key finds, under arguments; a null key finds none, and nothing is asked.
///
/// # Errors
///
/// Whatever the load fails with.
pub fn total<L, A, DB>(
    loaders: &Loaders<DB>,
    arguments: L::Arguments,
    key: Option<L::Key>,
) -> impl Future<Output = Result<A::Value, Error>> + Send + use<L, A, DB>
where
    L: LoadFrom<DB>,
    A: Aggregate<DB>,
    DB: Dialect,
{
    let load = key.map(|key| loaders.answers(arguments, Totals::<L, A>::new).load(key));
    async move {
        let found = match load {
            Some(load) => load.await?,
            None => None,
        };
        Ok(A::of_found(found.as_ref()))
    }
}

/// A lazy column of a row: what the row holds already, or what its primary key finds.
///
/// # Errors
///
/// [`Error::MissingRow`] when the row is gone, and whatever the load fails with.
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
    let load = key.clone().map(|key| {
        let rows = loaders.answers((), |(), scoped| ColumnOfRows::<M, C>::new(scoped));
        rows.load(key)
    });
    async move {
        let found = match load {
            Some(load) => load.await?,
            None => held,
        };
        let key = key.as_ref().map_or(&"null" as &dyn Debug, |key| key);
        found.ok_or_else(|| Error::missing_row(C::NAME, &key))
    }
}
