//! The answer of a load, whatever its source.

/// The answer of a load: `Option<Value>` for a batch function, `Option<One<Row>>` or `Many<Row>` for a lookup, or a
/// [`Connection`](crate::Connection) for a relation with pages.
///
/// This trait is sealed: other crates cannot implement it.
pub trait Answer: sealed::Sealed + Clone + Send + Sync + 'static {
    /// Returns the answer for a key that the source does not have.
    #[doc(hidden)]
    fn absent() -> Self;

    /// Returns whether this is the answer for a key that the source does not have.
    #[doc(hidden)]
    fn is_absent(&self) -> bool;
}

/// A value with which a caller can [`prime`](crate::Loader::prime) a key, for the answers `A`: a batch function's value,
/// a row or a [`One`](crate::One), a `Vec` of rows or a [`Many`](crate::Many), or a [`Connection`](crate::Connection).
///
/// It is a trait of its own and not `Into`, so that a number without a type, as in `loader.prime(3, 9)`, gets that of
/// the loader's values.
pub trait IntoAnswer<A> {
    /// Returns the answer for a key with this value.
    fn into_answer(self) -> A;
}

impl<T> IntoAnswer<Option<T>> for T {
    fn into_answer(self) -> Option<T> {
        Some(self)
    }
}

pub(crate) mod sealed {
    pub trait Sealed {}
}

impl<T> sealed::Sealed for Option<T> {}

impl<T: Clone + Send + Sync + 'static> Answer for Option<T> {
    fn absent() -> Self {
        None
    }

    fn is_absent(&self) -> bool {
        self.is_none()
    }
}
