//! A page of a relation's rows as callers hold it: the rows, their cursors, and what is known about the rows around
//! them.

use std::fmt;
use std::sync::Arc;

use futures_util::future::try_join_all;

use crate::answers::answer::{self, Answer, IntoAnswer};
use crate::answers::handle::IntoIter;
use crate::facts::page::Surroundings;
use crate::facts::sort::Datum;
use crate::queries::cursor::Cursors;
use crate::{Many, One};

/// A page of a relation's rows.
///
/// A handle, like [`Many`]: a clone costs a few reference counts. [`rows`](Self::rows) gives the rows as a slice.
///
/// # Cursors
///
/// A cursor is opaque text that needs no escaping in a URL. It holds the place of a row in the order of the relation,
/// and not its number. So a page continues where the previous one ended even if rows were added or removed meanwhile,
/// and even if the row itself is gone. A cursor is valid for the same relation with the same order, filter and
/// arguments, and an error elsewhere. It belongs to no parent: it is a place in the order that all parents share. A
/// cursor can also be refused after a deployment, if the types of the arguments or the compiler have changed. Then
/// clients start again from the first page.
///
/// A cursor is not secret: anybody can read from it the values of the row's order columns and its primary key.
pub struct Connection<T> {
    rows: Many<T>,
    places: CursorPlaces,
    surroundings: Surroundings,
}

/// The places of a page's rows in the order of their relation.
#[derive(Clone, Debug, Default)]
pub(crate) struct CursorPlaces {
    pub(crate) cursors: Cursors,
    /// The order columns of all rows of a batch, one row after the other.
    pub(crate) values: Arc<[Datum]>,
    /// The number of order columns.
    pub(crate) width: usize,
    /// The position of the page's first row among the rows of the batch.
    pub(crate) start: usize,
}

impl<T> Connection<T> {
    pub(crate) fn new(rows: Many<T>, places: CursorPlaces, surroundings: Surroundings) -> Self {
        Self { rows, places, surroundings }
    }

    /// Returns the rows, in the order of the relation.
    #[must_use]
    pub fn rows(&self) -> &Many<T> {
        &self.rows
    }

    /// Returns an iterator over the rows, in the order of the relation.
    pub fn iter(&self) -> std::slice::Iter<'_, T> {
        self.rows.iter()
    }

    /// Returns an iterator over the rows with their cursors.
    pub fn edges(&self) -> impl ExactSizeIterator<Item = (String, One<T>)> + use<T> {
        let places = self.places.clone();
        self.rows.clone().into_iter().enumerate().map(move |(at, row)| (places.cursor(at), row))
    }

    /// Returns the cursor of the row at a position.
    #[must_use]
    pub fn cursor(&self, at: usize) -> Option<String> {
        (at < self.rows.len()).then(|| self.places.cursor(at))
    }

    /// Returns the cursor of the first row, with which [`Page::before`](crate::Page::before) continues.
    #[must_use]
    pub fn start_cursor(&self) -> Option<String> {
        self.cursor(0)
    }

    /// Returns the cursor of the last row, with which [`Page::after`](crate::Page::after) continues.
    #[must_use]
    pub fn end_cursor(&self) -> Option<String> {
        self.cursor(self.rows.len().checked_sub(1)?)
    }

    /// Returns whether the relation has rows before this page, from whichever end the page was taken.
    #[must_use]
    pub const fn has_previous_page(&self) -> bool {
        self.surroundings.has_previous
    }

    /// Returns whether the relation has rows after this page, from whichever end the page was taken.
    #[must_use]
    pub const fn has_next_page(&self) -> bool {
        self.surroundings.has_next
    }

    /// Returns the same page with each row replaced by the result of `load`, under the cursor of the row.
    ///
    /// This turns pages of link rows, from a `has_many`, into pages of the rows that they link, in the order of the
    /// links.
    ///
    /// All loads begin at once, so that they are one batch. The rows keep their order.
    ///
    /// ```
    /// # #[cfg(feature = "sqlite")] {
    /// use batchload::{BatchLoad, Connection, Error, Loaders, One, Page};
    ///
    /// #[derive(BatchLoad)]
    /// #[has_many(Bookmark, order_by(saved_at desc), page)]
    /// struct Reader {
    ///     id: i64,
    /// }
    ///
    /// #[derive(BatchLoad)]
    /// struct Bookmark {
    ///     id: i64,
    ///     saved_at: i64,
    ///     #[belongs_to(Reader)]
    ///     reader_id: i64,
    ///     #[belongs_to(Article)]
    ///     article_id: i64,
    /// }
    ///
    /// #[derive(BatchLoad)]
    /// struct Article {
    ///     id: i64,
    /// }
    ///
    /// async fn saved(
    ///     reader: &Reader,
    ///     page: Page,
    ///     loaders: &Loaders<sqlx::Sqlite>,
    /// ) -> Result<Connection<One<Article>>, Error> {
    ///     let bookmarks = reader.load_bookmarks_page(loaders, page).await?;
    ///     bookmarks.try_map(|bookmark| bookmark.load_article(loaders)).await
    /// }
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// Returns the first error of a load.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future drops the loads.
    pub async fn try_map<U, E, F>(self, load: impl FnMut(&T) -> F) -> Result<Connection<U>, E>
    where
        F: Future<Output = Result<U, E>>,
    {
        let loads = self.rows.iter().map(load).collect::<Vec<_>>();
        let found = try_join_all(loads).await?;
        Ok(self.replace(found.into_iter()))
    }

    /// Returns how many rows the relation has on all pages, if the page was asked for
    /// [`with_total`](crate::Page::with_total).
    #[must_use]
    pub const fn total_count(&self) -> Option<u64> {
        self.surroundings.total
    }
}

impl<T> Connection<T> {
    /// Returns the page of a key without rows.
    pub(crate) fn none(total: bool) -> Self {
        let surroundings = Surroundings { total: total.then_some(0), ..Surroundings::default() };
        Self { surroundings, ..Self::default() }
    }

    /// Returns the same page with its rows replaced by as many of the next `rows`.
    pub(crate) fn replace<U>(self, rows: impl Iterator<Item = U>) -> Connection<U> {
        Connection {
            rows: rows.take(self.rows.len()).collect(),
            places: self.places,
            surroundings: self.surroundings,
        }
    }
}

impl<T> answer::sealed::Sealed for Connection<T> {}

impl<T: Send + Sync + 'static> Answer for Connection<T> {
    fn absent() -> Self {
        Self::default()
    }

    fn is_absent(&self) -> bool {
        self.rows.is_empty()
    }
}

impl<T> IntoAnswer<Self> for Connection<T> {
    fn into_answer(self) -> Self {
        self
    }
}

/// A page without rows.
impl<T> Default for Connection<T> {
    fn default() -> Self {
        Self { rows: Many::default(), places: CursorPlaces::default(), surroundings: Surroundings::default() }
    }
}

impl CursorPlaces {
    fn cursor(&self, at: usize) -> String {
        let from = (self.start + at) * self.width;
        self.cursors.write(&self.values[from..from + self.width])
    }
}

impl<T> Clone for Connection<T> {
    fn clone(&self) -> Self {
        Self { rows: self.rows.clone(), places: self.places.clone(), surroundings: self.surroundings }
    }
}

impl<T: fmt::Debug> fmt::Debug for Connection<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Connection")
            .field("rows", &self.rows)
            .field("surroundings", &self.surroundings)
            .finish_non_exhaustive()
    }
}

/// The rows without their cursors; [`edges`](Connection::edges) has both.
impl<T> IntoIterator for Connection<T> {
    type Item = One<T>;
    type IntoIter = IntoIter<T>;

    fn into_iter(self) -> IntoIter<T> {
        self.rows.into_iter()
    }
}

impl<'a, T> IntoIterator for &'a Connection<T> {
    type Item = &'a T;
    type IntoIter = std::slice::Iter<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.rows.iter()
    }
}
