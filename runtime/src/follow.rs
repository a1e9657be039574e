//! Follows a relation: from the key in a row to the loads of the rows it names. What a relation is stands in
//! `relation`.

use crate::lookup::{LoadFrom, Lookup};
use crate::page::Page;
use crate::paged::PageFrom;
use crate::pages::Sorting;
use crate::relation::{ManyRows, SingleRow};
use crate::{Connection, Dialect, Error, Loaders, Many, One};

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

/// A page of the rows that a row's relation finds, under arguments; a null key finds none, and nothing is asked.
///
/// # Errors
///
/// [`Error::Page`] and [`Error::Cursor`] where there is no such page, and whatever the load fails with.
pub fn page<P, DB>(
    loaders: &Loaders<DB>,
    arguments: <P::Lookup as Lookup>::Arguments,
    from: &P::From,
    page: &Page,
) -> impl Future<Output = Result<Connection<<P::Lookup as Lookup>::Model>, Error>> + Send + use<P, DB>
where
    P: PageFrom<DB>,
    DB: Dialect,
{
    let cursor = |cursor: &str| Sorting::of::<P>(&arguments).read(cursor);
    let slice = page.slice(P::NAME, P::SIZES, cursor);
    let load = slice.map(|slice| match P::key(from) {
        Some(key) => Ok(loaders.pages::<P>(arguments).load((key, slice))),
        None => Err(Connection::none(slice.total)),
    });
    async move {
        match load? {
            Ok(load) => load.await,
            Err(none) => Ok(none),
        }
    }
}
