//! Rows on the other side of a link model, each with the row that links it. `facts::through` says how a relation goes
//! through a join table.

mod query;

use std::ops::Deref;

pub(crate) use query::Links;

use crate::facts::model::{Model, Order};
use crate::facts::relation::Relation;
use crate::relations::follow::load_or;
use crate::sql::columns::FromColumns;
use crate::sql::dialect::Dialect;
use crate::sql::load_from::LoadFrom;
use crate::{Error, Loaders, Many};

/// A row, and the row of a link model that links it: what a `many_to_many` through a model loads.
///
/// It reads like the row itself, through `Deref`.
///
/// ```
/// # use batchload::Linked;
/// # struct Book { title: String }
/// # struct Loan { days: u32 }
/// fn describe(book: &Linked<Book, Loan>) -> String {
///     format!("{} for {} days", book.title, book.link().days)
/// }
/// ```
///
/// In GraphQL, it is the row on the other side. To show both rows, give them a type of your own; a [`Many`] iterates
/// over [`One`](crate::One)s.
///
/// ```
/// # #[cfg(feature = "async-graphql")] {
/// use async_graphql::{Object, SimpleObject};
/// use batchload::{Linked, Many, One};
///
/// # #[derive(SimpleObject)]
/// # struct Book { title: String }
/// # struct Loan { days: u32 }
/// struct Borrowed(One<Linked<Book, Loan>>);
///
/// #[Object]
/// impl Borrowed {
///     async fn book(&self) -> &Book {
///         self.0.row()
///     }
///
///     async fn days(&self) -> u32 {
///         self.0.link().days
///     }
/// }
///
/// fn borrowed(books: Many<Linked<Book, Loan>>) -> Vec<Borrowed> {
///     books.into_iter().map(Borrowed).collect()
/// }
/// # }
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Linked<T, L> {
    row: T,
    link: L,
}

impl<T, L> Linked<T, L> {
    /// Returns the row on the other side.
    #[must_use]
    pub fn row(&self) -> &T {
        &self.row
    }

    /// Returns the row of the link model.
    #[must_use]
    pub fn link(&self) -> &L {
        &self.link
    }

    /// Returns both rows.
    pub fn into_parts(self) -> (T, L) {
        (self.row, self.link)
    }
}

impl<T, L> Deref for Linked<T, L> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.row
    }
}

/// A relation through the table of a model, which is the first table on its way.
pub trait LinkedBy: Relation {
    /// The model of that table.
    type Link: Model;
    /// The order of the linking rows, which comes before the order of the rows that they link.
    const ORDER: &'static [Order] = &[];
}

/// A relation whose rows `DB` can find with their links, with `Arguments`, from a row of `From`.
pub trait FollowLinks<From, Arguments, Found, DB: Dialect>: Sized {
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

impl<R, From, Arguments, T, L, DB> FollowLinks<From, Arguments, Many<Linked<T, L>>, DB> for R
where
    R: LinkedBy<From = From, Link = L>,
    R::Lookup: LoadFrom<DB, Arguments = Arguments, Model = T>,
    T: FromColumns<DB>,
    L: FromColumns<DB>,
    DB: Dialect,
{
    fn follow(
        loaders: &Loaders<DB>,
        row: &From,
        arguments: Arguments,
    ) -> impl Future<Output = Result<Many<Linked<T, L>>, Error>> + Send + use<R, From, Arguments, T, L, DB>
    {
        let load = R::key(row).map(|key| loaders.query::<Links<R>>(arguments).into_load(key));
        load_or(load, || Ok(Many::default()))
    }
}

/// Asserts that a model can be read from the columns behind those of another model.
///
/// # Panics
///
/// Panics with `mistake` if the model reads its columns by their names. The call is in a constant, so it panics while
/// the program is compiled.
#[track_caller]
pub const fn assert_read_by_position<L: Model>(mistake: &'static str) {
    assert!(L::BY_POSITION, "{}", mistake);
}
