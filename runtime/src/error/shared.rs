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
pub struct Shared<E: ?Sized>(Arc<E>);

impl<E: ?Sized> Clone for Shared<E> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

// `Shared` is not an error itself: `source` returns the shared error, which callers downcast to its type.
impl<E: ?Sized> Deref for Shared<E> {
    type Target = E;

    fn deref(&self) -> &E {
        &self.0
    }
}

impl<E: fmt::Debug + ?Sized> fmt::Debug for Shared<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

impl<E: fmt::Display + ?Sized> fmt::Display for Shared<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

impl<E: Error> From<E> for Shared<E> {
    fn from(error: E) -> Self {
        Self(Arc::new(error))
    }
}

impl From<Box<dyn Error + Send + Sync>> for Shared<dyn Error + Send + Sync> {
    fn from(error: Box<dyn Error + Send + Sync>) -> Self {
        Self(Arc::from(error))
    }
}
