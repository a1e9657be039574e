//! The page that a load asks for, and the check whether the relation can have it. `queries::page_source` finds its
//! rows.

use std::sync::Arc;

use crate::Error;
use crate::error::PageMistake;
use crate::facts::sort::Datum;

/// The page of a relation to load: a number of rows from either end, or from a cursor on.
///
/// ```
/// use batchload::Page;
///
/// let newest = Page::first(5);
/// let following = Page::first(5).after("a cursor of the page before");
/// let oldest = Page::last(5);
/// let third = Page::first(10).offset(20).with_total();
/// ```
///
/// # What a page is
///
/// A page follows GraphQL's cursor connections. `after` and `before` limit the rows to those after the one cursor and
/// before the other. `first` takes a number of these rows from the start, and `last` takes a number from the end.
/// Either way, the rows come in the order of the relation. With neither, the page has the relation's default size and
/// is taken from the start, or from the end if it has only `before`.
///
/// A page of size 0 says whether there are rows before and after its place, and the total. Mistakes are reported when
/// the page is loaded: [`Error::Page`] if `first` or `last` is less than 0 or more than the relation's maximum, or if
/// both are given, and [`Error::Cursor`] if a text is not a cursor of the relation.
///
/// Each parent in a batch can ask for a page of its own. On PostgreSQL the batch is still one statement. On SQLite it is
/// one for every 200 different sizes and offsets, and on MySQL and MariaDB it can be one for every 256 parents: see [the
/// derive](crate::BatchLoad).
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
#[must_use = "a page does nothing until it is loaded"]
pub struct Page {
    first: Option<i64>,
    last: Option<i64>,
    after: Option<String>,
    before: Option<String>,
    offset: u64,
    total: bool,
}

impl Page {
    /// Makes a page of `rows` rows from the start.
    pub fn first(rows: u32) -> Self {
        Self { first: Some(rows.into()), ..Self::default() }
    }

    /// Makes a page of `rows` rows from the end, which still come in the order of the relation.
    pub fn last(rows: u32) -> Self {
        Self { last: Some(rows.into()), ..Self::default() }
    }

    /// Makes a page from the arguments of a GraphQL connection, as a client sent them.
    ///
    /// ```
    /// use batchload::Page;
    ///
    /// assert_eq!(Page::from_args(Some(5), None, None, None), Page::first(5));
    /// assert_eq!(Page::from_args(None, None, None, None), Page::default());
    /// ```
    pub fn from_args(
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> Self {
        Self { first: first.map(i64::from), last: last.map(i64::from), after, before, ..Self::default() }
    }

    /// Limits the page to rows after the row of this cursor.
    pub fn after(self, cursor: impl Into<String>) -> Self {
        Self { after: Some(cursor.into()), ..self }
    }

    /// Limits the page to rows before the row of this cursor.
    pub fn before(self, cursor: impl Into<String>) -> Self {
        Self { before: Some(cursor.into()), ..self }
    }

    /// Skips `rows` rows from the start, or from the end with [`last`](Self::last).
    ///
    /// The database still reads the skipped rows, so a cursor is the better way to go far.
    pub fn offset(self, rows: u64) -> Self {
        Self { offset: rows, ..self }
    }

    /// Also counts all rows of the relation, in the same statement, for
    /// [`Connection::total_count`](crate::Connection::total_count).
    pub fn with_total(self) -> Self {
        Self { total: true, ..self }
    }

    /// Checks the page against the sizes of a relation, and returns the slice to ask for. `values` reads a cursor.
    pub(crate) fn slice(
        &self,
        relation: &'static str,
        sizes: Sizes,
        values: impl Fn(&str) -> Result<Arc<[Datum]>, Error>,
    ) -> Result<Slice, Error> {
        let backward = match (self.first, self.last) {
            (Some(_), Some(_)) => return Err(PageMistake::BothEnds.of(relation)),
            (None, None) => self.before.is_some() && self.after.is_none(),
            (_, last) => last.is_some(),
        };
        let argument = if backward { "last" } else { "first" };
        let asked = self.first.or(self.last).unwrap_or(sizes.default.into());
        let size = sizes.check(argument, asked).map_err(|mistake| mistake.of(relation))?;
        Ok(Slice {
            backward,
            size,
            more: true,
            offset: self.offset,
            after: self.after.as_deref().map(&values).transpose()?,
            before: self.before.as_deref().map(&values).transpose()?,
            total: self.total,
        })
    }
}

impl PageMistake {
    fn of(self, relation: &'static str) -> Error {
        Error::Page { relation, mistake: self }
    }
}

/// The sizes that the pages of a relation can have, in rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sizes {
    /// The size of a page that does not give one.
    pub default: u32,
    /// The largest size.
    pub max: u32,
}

impl Default for Sizes {
    fn default() -> Self {
        Self { default: 20, max: 100 }
    }
}

impl Sizes {
    fn check(self, argument: &'static str, rows: i64) -> Result<u32, PageMistake> {
        match u32::try_from(rows) {
            Ok(size) if size <= self.max => Ok(size),
            _ if rows > 0 => Err(PageMistake::TooManyRows { argument, rows, max: self.max }),
            _ => Err(PageMistake::Negative { argument, rows }),
        }
    }
}

/// A page whose size and cursors were checked: the rows that a statement asks for under one key.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Slice {
    /// Whether the rows are taken from the end.
    pub(crate) backward: bool,
    pub(crate) size: u32,
    /// Whether the statement reads one more row, to know whether one exists.
    pub(crate) more: bool,
    pub(crate) offset: u64,
    pub(crate) after: Option<Arc<[Datum]>>,
    pub(crate) before: Option<Arc<[Datum]>>,
    pub(crate) total: bool,
}

impl Slice {
    /// The first row only.
    pub(crate) const FIRST: Self =
        Self { backward: false, size: 1, more: false, offset: 0, after: None, before: None, total: false };

    /// Returns about how many bytes of a statement the values of the cursors take.
    pub(crate) fn bytes(&self) -> usize {
        self.after.iter().chain(&self.before).flat_map(|values| values.iter()).map(Datum::bytes).sum()
    }

    /// Returns how many rows the statement reads.
    #[cfg_attr(
        not(any(feature = "sqlite", feature = "postgres", feature = "mysql")),
        allow(dead_code, reason = "only a database asks")
    )]
    pub(crate) fn limit(&self) -> i64 {
        i64::from(self.size) + i64::from(self.more)
    }

    /// Returns how many rows the statement skips. The maximum is more than any table has, and leaves room to add a
    /// size.
    #[cfg_attr(
        not(any(feature = "sqlite", feature = "postgres", feature = "mysql")),
        allow(dead_code, reason = "only a database asks")
    )]
    pub(crate) fn offset(&self) -> i64 {
        self.offset.try_into().unwrap_or(i64::MAX).min(i64::MAX / 2)
    }
}

/// What a statement found out about the rows around a page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Surroundings {
    pub(crate) has_previous: bool,
    pub(crate) has_next: bool,
    pub(crate) total: Option<u64>,
}

#[cfg(test)]
mod tests {
    use super::{Page, Sizes, Slice};
    use crate::Error;
    use crate::error::PageMistake;
    use crate::queries::cursor::Cursors;

    fn slice(page: &Page) -> Result<Slice, Error> {
        let cursors = Cursors::new("Reporter::articles", ());
        page.slice(cursors.relation, Sizes { default: 3, max: 10 }, |text| Ok(cursors.read(text, 0)?.into()))
    }

    fn mistake(page: &Page) -> PageMistake {
        match slice(page) {
            Err(Error::Page { relation: "Reporter::articles", mistake }) => mistake,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_page_has_a_size_between_0_and_the_maximum() {
        assert_eq!(slice(&Page::first(0)).unwrap().size, 0);
        assert_eq!(slice(&Page::last(10)).unwrap().size, 10);
        let negative = Page::from_args(None, None, Some(-1), None);
        assert_eq!(mistake(&negative), PageMistake::Negative { argument: "last", rows: -1 });
        assert_eq!(
            mistake(&Page::first(11)),
            PageMistake::TooManyRows { argument: "first", rows: 11, max: 10 }
        );
    }

    #[test]
    fn an_error_says_what_to_do() {
        let error = slice(&Page::first(11)).unwrap_err();
        assert_eq!(
            error.to_string(),
            "`Reporter::articles` cannot load this page: `first` is 11; ask for at most 10 rows, and for the rest with a cursor"
        );
    }

    #[test]
    fn a_page_is_taken_from_one_end() {
        let both = Page::from_args(Some(1), None, Some(1), None);
        assert_eq!(mistake(&both), PageMistake::BothEnds);
    }

    #[test]
    fn a_page_without_a_size_is_taken_from_its_cursor() {
        let cursor = Cursors::new("Reporter::articles", ()).write(&[]);
        let ends = |page: &Page| slice(page).map(|slice| (slice.backward, slice.size)).unwrap();
        assert_eq!(ends(&Page::default()), (false, 3));
        assert_eq!(ends(&Page::default().after(&cursor)), (false, 3));
        assert_eq!(ends(&Page::default().before(&cursor)), (true, 3));
        assert_eq!(ends(&Page::default().after(&cursor).before(&cursor)), (false, 3));
    }

    #[test]
    fn no_offset_is_too_large() {
        let slice = slice(&Page::first(1).offset(u64::MAX)).unwrap();
        assert!(slice.offset() + slice.limit() > i64::MAX / 2);
    }
}
