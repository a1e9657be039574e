//! Follows a relation: from the key in a row to the loads of the rows it names. What a relation is stands in
//! `relation`.

use crate::lookup::{LoadFrom, Lookup};
use crate::relation::{ManyRows, Relation, SingleRow};
use crate::{Dialect, Error, Loaders, Many, One};

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
