//! A page of a relation's rows as callers hold it: the rows, their cursors, and what lies around them.

use std::fmt;
use std::sync::Arc;

use futures_util::future::try_join_all;

use crate::answers::answer::{self, Answer};
use crate::facts::page::Around;
use crate::facts::sort::Datum;
use crate::queries::cursor::Cursors;
use crate::{Many, One};

/// A page of a relation's rows.
///
/// A handle, like [`Many`]: a clone costs a few reference counts. It reads like a slice of the rows, through
/// [`rows`](Self::rows).
///
/// # Cursors
///
/// A cursor is opaque text that stands in a URL as it is. It holds the place of a row in the order of the
/// relation, not its number, so a page goes on where the last one ended even if rows came or went meanwhile,
/// and even if the row itself is gone. It is good for the same relation with the same order, filter and
/// arguments, and an error elsewhere. It belongs to no parent: it is a place in the order that all parents share.
///
/// It is not secret: it holds the values of the row's order columns and its primary key, for all to read.
pub struct Connection<T> {
    rows: Many<T>,
    places: CursorPlaces,
    around: Around,
}

/// Where the rows of a page stand in the order of their relation.
#[derive(Clone, Debug, Default)]
pub(crate) struct CursorPlaces {
    pub(crate) cursors: Cursors,
    /// The order columns of all rows of a batch, one row after the other.
    pub(crate) values: Arc<[Datum]>,
    /// How many of them a row has.
    pub(crate) width: usize,
    /// The first row of the page.
    pub(crate) start: usize,
}

impl<T> Connection<T> {
    pub(crate) fn new(rows: Many<T>, places: CursorPlaces, around: Around) -> Self {
        Self { rows, places, around }
    }

    /// The rows, in the order of the relation.
    #[must_use]
    pub fn rows(&self) -> &Many<T> {
        &self.rows
    }

    /// The rows by reference, in the order of the relation.
    pub fn iter(&self) -> std::slice::Iter<'_, T> {
        self.rows.iter()
    }

    /// The rows with their cursors.
    pub fn edges(&self) -> impl ExactSizeIterator<Item = (String, One<T>)> + use<T> {
        let places = self.places.clone();
        self.rows.clone().into_iter().enumerate().map(move |(at, row)| (places.cursor(at), row))
    }

    /// The cursor of the row at a position.
    #[must_use]
    pub fn cursor(&self, at: usize) -> Option<String> {
        (at < self.rows.len()).then(|| self.places.cursor(at))
    }

    /// The cursor of the first row, where [`Page::before`](crate::Page::before) goes on.
    #[must_use]
    pub fn start_cursor(&self) -> Option<String> {
        self.cursor(0)
    }

    /// The cursor of the last row, where [`Page::after`](crate::Page::after) goes on.
    #[must_use]
    pub fn end_cursor(&self) -> Option<String> {
        self.cursor(self.rows.len().checked_sub(1)?)
    }

    /// Whether the relation has rows before this page, whichever way it was asked for.
    #[must_use]
    pub const fn has_previous_page(&self) -> bool {
        self.around.previous
    }

    /// Whether the relation has rows after this page, whichever way it was asked for.
    #[must_use]
    pub const fn has_next_page(&self) -> bool {
        self.around.next
    }

    /// The same page with what each row leads to in its place, under the row's cursor: pages of a `has_many` of links
    /// as pages of what they link, in the order of the links.
    ///
    /// All loads begin at once, so that they are one batch. The order is kept.
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
    /// The first that a load fails with.
    ///
    /// # Cancel safety
    ///
    /// Dropping it drops the loads.
    pub async fn try_map<U, E, F>(self, load: impl FnMut(&T) -> F) -> Result<Connection<U>, E>
    where
        F: Future<Output = Result<U, E>>,
    {
        let loads = self.rows.iter().map(load).collect::<Vec<_>>();
        let found = try_join_all(loads).await?;
        Ok(self.replace(found.into_iter()))
    }

    /// How many rows the relation has, on whatever page: if it was asked [`with_total`](crate::Page::with_total).
    #[must_use]
    pub const fn total_count(&self) -> Option<u64> {
        self.around.total
    }
}

impl<T> Connection<T> {
    /// What a key finds that no row has.
    pub(crate) fn none(total: bool) -> Self {
        let around = Around { total: total.then_some(0), ..Around::default() };
        Self { around, ..Self::default() }
    }

    /// The same page with the next of these in the place of its rows.
    pub(crate) fn replace<U>(self, rows: impl Iterator<Item = U>) -> Connection<U> {
        Connection { rows: rows.take(self.rows.len()).collect(), places: self.places, around: self.around }
    }
}

impl<T> answer::sealed::Sealed for Connection<T> {}

impl<T: Send + Sync + 'static> Answer for Connection<T> {
    type Given = Self;

    fn absent() -> Self {
        Self::default()
    }

    fn is_absent(&self) -> bool {
        self.rows.is_empty()
    }

    fn given(page: Self) -> Self {
        page
    }
}

/// No rows.
impl<T> Default for Connection<T> {
    fn default() -> Self {
        Self { rows: Many::default(), places: CursorPlaces::default(), around: Around::default() }
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
        Self { rows: self.rows.clone(), places: self.places.clone(), around: self.around }
    }
}

impl<T: fmt::Debug> fmt::Debug for Connection<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Connection")
            .field("rows", &self.rows)
            .field("around", &self.around)
            .finish_non_exhaustive()
    }
}

impl<'a, T> IntoIterator for &'a Connection<T> {
    type Item = &'a T;
    type IntoIter = std::slice::Iter<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.rows.iter()
    }
}
