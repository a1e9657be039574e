//! One row or many: how the rows of a batch gather under the keys that asked for them.

use std::sync::Arc;

use crate::handle::{Many, One};

/// How the rows under one key are handed out. Implemented by [`One`] and [`Many`] alone.
pub trait Shape<M>: sealed::Sealed + Sized + Send + Sync + 'static {
    /// What a load answers.
    type Answer: Clone + Send + Sync + 'static;
    /// What a caller can prime a key with.
    type Given;

    /// Whether it is the first row alone.
    #[doc(hidden)]
    const IS_FIRST: bool;

    /// The answer for a key without rows.
    fn absent() -> Self::Answer;

    /// Whether an answer is the one for a key without rows.
    fn is_absent(answer: &Self::Answer) -> bool;

    /// The answer made of what a caller primed.
    fn given(value: Self::Given) -> Self::Answer;

    /// The answer made of `rows[start..end]`, the rows under one key.
    fn gather(rows: &Arc<Vec<M>>, start: usize, end: usize) -> Self::Answer;
}

impl<M: Send + Sync + 'static> Shape<M> for One<M> {
    type Answer = Option<Self>;
    type Given = Self;

    const IS_FIRST: bool = true;

    fn absent() -> Option<Self> {
        None
    }

    fn is_absent(answer: &Option<Self>) -> bool {
        answer.is_none()
    }

    fn given(value: Self) -> Option<Self> {
        Some(value)
    }

    fn gather(rows: &Arc<Vec<M>>, start: usize, end: usize) -> Option<Self> {
        (start < end).then(|| Self::at(rows, start))
    }
}

impl<M: Send + Sync + 'static> Shape<M> for Many<M> {
    type Answer = Self;
    type Given = Self;

    const IS_FIRST: bool = false;

    fn absent() -> Self {
        Self::default()
    }

    fn is_absent(answer: &Self) -> bool {
        answer.is_empty()
    }

    fn given(value: Self) -> Self {
        value
    }

    fn gather(rows: &Arc<Vec<M>>, start: usize, end: usize) -> Self {
        if start == end { Self::absent() } else { Self::range(rows, start, end) }
    }
}

/// The row at a position of `rows`, as the only one under its key.
pub(crate) fn answer<M, S: Shape<M>>(rows: &Many<M>, at: usize) -> S::Answer {
    let Many { rows, range } = rows;
    let at = range.start + at;
    rows.as_ref().map_or_else(S::absent, |rows| S::gather(rows, at, at + 1))
}

mod sealed {
    pub trait Sealed {}
    impl<M> Sealed for crate::One<M> {}
    impl<M> Sealed for crate::Many<M> {}
}
