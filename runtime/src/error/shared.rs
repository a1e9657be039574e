//! An error that several errors have as their source.

use std::error::Error;
use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

/// An error that the clones of an [`Error`](crate::Error) share. It dereferences to the shared error.
///
/// ```
/// use std::error::Error as _;
/// use batchload::Error;
///
/// # fn example(error: Error) {
/// let lost = match error.source().and_then(|source| source.downcast_ref()) {
///     Some(sqlx::Error::Io(_)) => true,
///     _ => false,
/// };
/// # }
/// ```
pub struct SharedError<E: ?Sized>(Arc<E>);

impl<E: ?Sized> Clone for SharedError<E> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

// `SharedError` is not an error itself: `source` returns the shared error, which callers downcast to its type.
impl<E: ?Sized> Deref for SharedError<E> {
    type Target = E;

    fn deref(&self) -> &E {
        &self.0
    }
}

impl<E: fmt::Debug + ?Sized> fmt::Debug for SharedError<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

impl<E: fmt::Display + ?Sized> fmt::Display for SharedError<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

impl<E: Error> From<E> for SharedError<E> {
    fn from(error: E) -> Self {
        Self(Arc::new(error))
    }
}

impl From<Box<dyn Error + Send + Sync>> for SharedError<dyn Error + Send + Sync> {
    fn from(error: Box<dyn Error + Send + Sync>) -> Self {
        Self(Arc::from(error))
    }
}
