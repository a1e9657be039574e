//! The answer of a load, whatever its source.

/// The answer of a load: `Option<Value>` for a batch function, `Option<One<Row>>` or `Many<Row>` for a lookup, or a
/// [`Connection`](crate::Connection) for a relation with pages.
///
/// This trait is sealed: other crates cannot implement it.
pub trait Answer: sealed::Sealed + Clone + Send + Sync + 'static {
    /// The value with which a caller can [`prime`](crate::Loader::prime) a key.
    type Given;

    /// Returns the answer for a key that the source does not have.
    #[doc(hidden)]
    fn absent() -> Self;

    /// Returns whether this is the answer for a key that the source does not have.
    #[doc(hidden)]
    fn is_absent(&self) -> bool;

    /// Makes an answer from the value that a caller primed.
    #[doc(hidden)]
    fn given(value: Self::Given) -> Self;
}

pub(crate) mod sealed {
    pub trait Sealed {}
}

impl<T> sealed::Sealed for Option<T> {}

impl<T: Clone + Send + Sync + 'static> Answer for Option<T> {
    type Given = T;

    fn absent() -> Self {
        None
    }

    fn is_absent(&self) -> bool {
        self.is_none()
    }

    fn given(value: T) -> Self {
        Some(value)
    }
}
