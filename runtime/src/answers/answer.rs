//! What a load gives, whoever was asked.

/// What a load gives: `Option<Value>` of a batch function, `Option<One<Row>>` or `Many<Row>` of a lookup, or a
/// [`Connection`](crate::Connection) of a relation with pages.
///
/// The trait cannot be implemented elsewhere.
pub trait Answer: sealed::Sealed + Clone + Send + Sync + 'static {
    /// What a caller can [`prime`](crate::Loader::prime) a key with.
    type Given;

    /// The answer for a key that the source does not have.
    #[doc(hidden)]
    fn absent() -> Self;

    /// Whether it is the answer for a key that the source does not have.
    #[doc(hidden)]
    fn is_absent(&self) -> bool;

    /// The answer made of what a caller primed.
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
