//! `One` and `Many` as callers hold them: cheap to clone, shared, read-only.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::iter::FusedIterator;
use std::ops::{Deref, Range};
use std::sync::Arc;

use crate::answers::answer::IntoAnswer;

/// One loaded row.
///
/// A handle on a row that shares its memory with the other rows of its batch, so that a clone costs a reference count.
/// It dereferences to the row. A handle keeps all rows of the batch in memory: to keep a row for longer than a request,
/// keep the value that [`into_owned`](Self::into_owned) returns.
///
/// With the feature `async-graphql`, it is an output type if the row is one. With the feature `serde`, it serializes if
/// the row does.
///
/// ```
/// # use batchload::One;
/// let name: One<String> = One::from("Ada".to_owned());
/// assert_eq!(name.len(), 3);
/// ```
pub struct One<T> {
    rows: Arc<Vec<T>>,
    at: usize,
}

impl<T> One<T> {
    pub(crate) fn at(rows: &Arc<Vec<T>>, at: usize) -> Self {
        Self { rows: Arc::clone(rows), at }
    }

    /// Returns the row itself, without a clone if this is the only handle on any row of its batch.
    ///
    /// ```
    /// # use batchload::One;
    /// let name: String = One::from("Ada".to_owned()).into_owned();
    /// ```
    #[must_use]
    pub fn into_owned(self) -> T
    where
        T: Clone,
    {
        match Arc::try_unwrap(self.rows) {
            Ok(mut rows) => rows.swap_remove(self.at),
            Err(rows) => rows[self.at].clone(),
        }
    }
}

impl<T> IntoAnswer<Option<One<T>>> for T {
    fn into_answer(self) -> Option<One<T>> {
        Some(self.into())
    }
}

impl<T> From<T> for One<T> {
    fn from(row: T) -> Self {
        Self { rows: Arc::new(vec![row]), at: 0 }
    }
}

impl<T> Deref for One<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.rows[self.at]
    }
}

impl<T> AsRef<T> for One<T> {
    fn as_ref(&self) -> &T {
        self
    }
}

impl<T> Clone for One<T> {
    fn clone(&self) -> Self {
        Self::at(&self.rows, self.at)
    }
}

impl<T: fmt::Debug> fmt::Debug for One<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

impl<T: PartialEq> PartialEq for One<T> {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

impl<T: PartialEq> PartialEq<T> for One<T> {
    fn eq(&self, other: &T) -> bool {
        **self == *other
    }
}

impl<T: Eq> Eq for One<T> {}

impl<T: Hash> Hash for One<T> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (**self).hash(state);
    }
}

/// The loaded rows under one key, in order.
///
/// A handle on a range of the rows of its batch, so that a clone costs a reference count. It dereferences to a slice.
/// Iterating over a `&Many` gives references, and iterating over a `Many` gives [`One`]s.
///
/// ```
/// # use batchload::Many;
/// let names: Many<&str> = Many::from(vec!["Ada", "Grace"]);
/// assert_eq!(names.len(), 2);
/// assert_eq!(names.into_iter().next().as_deref(), Some(&"Ada"));
/// ```
pub struct Many<T> {
    /// `None` if there are no rows, so that an empty answer allocates nothing.
    pub(crate) rows: Option<Arc<Vec<T>>>,
    pub(crate) range: Range<usize>,
}

impl<T> Many<T> {
    pub(crate) fn range(rows: &Arc<Vec<T>>, start: usize, end: usize) -> Self {
        Self { rows: Some(Arc::clone(rows)), range: start..end }
    }

    /// Returns the row at a position, as a handle that can outlive this one.
    #[must_use]
    pub fn one(&self, at: usize) -> Option<One<T>> {
        let rows = self.rows.as_ref()?;
        (at < self.range.len()).then(|| One::at(rows, self.range.start + at))
    }

    /// Returns the rows themselves, without clones if this is the only handle on any row of its batch.
    ///
    /// ```
    /// # use batchload::Many;
    /// let names: Vec<&str> = Many::from(vec!["Ada", "Grace"]).into_vec();
    /// ```
    #[must_use]
    pub fn into_vec(self) -> Vec<T>
    where
        T: Clone,
    {
        match self.rows.map(Arc::try_unwrap) {
            Some(Ok(mut rows)) => {
                rows.truncate(self.range.end);
                rows.drain(..self.range.start);
                rows
            }
            Some(Err(rows)) => rows[self.range].to_vec(),
            None => Vec::new(),
        }
    }
}

impl<T> Default for Many<T> {
    fn default() -> Self {
        Self { rows: None, range: 0..0 }
    }
}

impl<T> IntoAnswer<Self> for Many<T> {
    fn into_answer(self) -> Self {
        self
    }
}

impl<T> IntoAnswer<Many<T>> for Vec<T> {
    fn into_answer(self) -> Many<T> {
        self.into()
    }
}

impl<T> From<Vec<T>> for Many<T> {
    fn from(rows: Vec<T>) -> Self {
        let range = 0..rows.len();
        Self { rows: Some(Arc::new(rows)), range }
    }
}

impl<T> FromIterator<T> for Many<T> {
    fn from_iter<I: IntoIterator<Item = T>>(rows: I) -> Self {
        Self::from(rows.into_iter().collect::<Vec<_>>())
    }
}

impl<T> Deref for Many<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        match &self.rows {
            Some(rows) => &rows[self.range.clone()],
            None => &[],
        }
    }
}

impl<T> AsRef<[T]> for Many<T> {
    fn as_ref(&self) -> &[T] {
        self
    }
}

impl<T> Clone for Many<T> {
    fn clone(&self) -> Self {
        Self { rows: self.rows.clone(), range: self.range.clone() }
    }
}

impl<T: fmt::Debug> fmt::Debug for Many<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

impl<T: PartialEq> PartialEq for Many<T> {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

impl<T: PartialEq> PartialEq<[T]> for Many<T> {
    fn eq(&self, other: &[T]) -> bool {
        **self == *other
    }
}

impl<T: PartialEq, const N: usize> PartialEq<[T; N]> for Many<T> {
    fn eq(&self, other: &[T; N]) -> bool {
        **self == *other
    }
}

impl<T: PartialEq> PartialEq<Vec<T>> for Many<T> {
    fn eq(&self, other: &Vec<T>) -> bool {
        **self == **other
    }
}

impl<T: Eq> Eq for Many<T> {}

impl<T: Hash> Hash for Many<T> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (**self).hash(state);
    }
}

impl<'a, T> IntoIterator for &'a Many<T> {
    type Item = &'a T;
    type IntoIter = std::slice::Iter<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl<T> IntoIterator for Many<T> {
    type Item = One<T>;
    type IntoIter = IntoIter<T>;

    fn into_iter(self) -> IntoIter<T> {
        IntoIter { rows: self.rows, range: self.range }
    }
}

/// An iterator over the rows of a [`Many`], which yields [`One`]s.
pub struct IntoIter<T> {
    rows: Option<Arc<Vec<T>>>,
    range: Range<usize>,
}

impl<T> Clone for IntoIter<T> {
    fn clone(&self) -> Self {
        Self { rows: self.rows.clone(), range: self.range.clone() }
    }
}

impl<T> Iterator for IntoIter<T> {
    type Item = One<T>;

    fn next(&mut self) -> Option<One<T>> {
        let at = self.range.next()?;
        self.rows.as_ref().map(|rows| One::at(rows, at))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.range.size_hint()
    }
}

impl<T> DoubleEndedIterator for IntoIter<T> {
    fn next_back(&mut self) -> Option<One<T>> {
        let at = self.range.next_back()?;
        self.rows.as_ref().map(|rows| One::at(rows, at))
    }
}

impl<T> ExactSizeIterator for IntoIter<T> {}

impl<T> FusedIterator for IntoIter<T> {}

impl<T: fmt::Debug> fmt::Debug for IntoIter<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let left = self.rows.as_ref().map_or(&[][..], |rows| &rows[self.range.clone()]);
        f.debug_tuple("IntoIter").field(&left).finish()
    }
}

#[cfg(feature = "serde")]
mod serialize {
    use serde::{Serialize, Serializer};

    use super::{Many, One};

    /// Serializes like the row itself.
    impl<T: Serialize> Serialize for One<T> {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            (**self).serialize(serializer)
        }
    }

    /// Serializes like a slice of rows.
    impl<T: Serialize> Serialize for Many<T> {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            (**self).serialize(serializer)
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::{Many, One};

    /// A row that counts how often it was cloned.
    #[derive(Debug, Default, PartialEq)]
    struct Row(u32);

    impl Clone for Row {
        fn clone(&self) -> Self {
            Self(self.0 + 1)
        }
    }

    fn rows() -> Arc<Vec<Row>> {
        Arc::new(vec![Row(0), Row(10), Row(20), Row(30)])
    }

    #[test]
    fn a_row_is_cloned_only_where_others_hold_its_batch() {
        let rows = rows();
        let row = One::at(&rows, 2);
        assert_eq!(row.clone().into_owned(), Row(21));
        drop(rows);
        assert_eq!(row.into_owned(), Row(20));
        assert_eq!(One::from(Row(0)).into_owned(), Row(0));
    }

    #[test]
    fn rows_are_cloned_only_where_others_hold_their_batch() {
        let rows = rows();
        let some = Many::range(&rows, 1, 3);
        assert_eq!(some.clone().into_vec(), [Row(11), Row(21)]);
        drop(rows);
        assert_eq!(some.into_vec(), [Row(10), Row(20)]);
        assert_eq!(Many::from(vec![Row(0)]).into_vec(), [Row(0)]);
        assert_eq!(Many::<Row>::default().into_vec(), []);
    }
}
