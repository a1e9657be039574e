//! Follows a relation: from the key in a row to the loads of the rows it names. What a relation is stands in
//! `relation`.

use std::fmt::Debug;

use crate::aggregate::{AggregateFrom, Totals};
use crate::lazy::{ColumnOfRows, LazyOf};
use crate::lookup::{ById, LoadFrom, Lookup};
use crate::model::Model;
use crate::relation::{ManyRows, SingleRow};
use crate::{Dialect, Error, Loaders, Many, One, Value};

/// The row that a key which is never null names.
///
/// # Errors
///
/// [`Error::MissingRow`] when there is no such row, and whatever the load fails with.
pub fn required<L, DB>(
    loaders: &Loaders<DB>,
    relation: &'static str,
    key: L::Key,
) -> impl Future<Output = Result<One<L::Model>, Error>> + Send + use<L, DB>
where
    L: LoadFrom<DB, Arguments = (), Found: SingleRow<<L as Lookup>::Model>>,
    DB: Dialect,
{
    let load = loaders.lookup::<L>().load(key.clone());
    async move { load.await?.ok_or_else(|| Error::missing_row(relation, &key)) }
}

/// The row that a key names, under arguments; a null key names none, and nothing is asked.
///
/// # Errors
///
/// Whatever the load fails with.
pub fn optional<L, DB>(
    loaders: &Loaders<DB>,
    arguments: L::Arguments,
    key: Option<L::Key>,
) -> impl Future<Output = Result<Option<One<L::Model>>, Error>> + Send + use<L, DB>
where
    L: LoadFrom<DB, Found: SingleRow<<L as Lookup>::Model>>,
    DB: Dialect,
{
    let load = key.map(|key| loaders.lookup_with::<L>(arguments).load(key));
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
pub fn many<L, DB>(
    loaders: &Loaders<DB>,
    arguments: L::Arguments,
    key: Option<L::Key>,
) -> impl Future<Output = Result<Many<L::Model>, Error>> + Send + use<L, DB>
where
    L: LoadFrom<DB, Found: ManyRows<<L as Lookup>::Model>>,
    DB: Dialect,
{
    let load = key.map(|key| loaders.lookup_with::<L>(arguments).load(key));
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
pub fn total<A, DB>(
    loaders: &Loaders<DB>,
    arguments: <A::Lookup as Lookup>::Arguments,
    key: Option<<A::Lookup as Lookup>::Key>,
) -> impl Future<Output = Result<A::Value, Error>> + Send + use<A, DB>
where
    A: AggregateFrom<DB>,
    DB: Dialect,
{
    let load = key.map(|key| loaders.answers(arguments, Totals::<A>::new).load(key));
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
