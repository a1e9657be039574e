//! One row or many: how the rows of a batch gather under the keys that asked for them.

use std::marker::PhantomData;
use std::ops::Range;
use std::sync::Arc;

use crate::answers::answer::{self, Answer};
use crate::answers::handle::{Many, One};
use crate::answers::pieces::Pieces;

/// How the rows under one key are handed out. Implemented by [`One`], [`Many`] and [`First`] alone.
pub trait Shape<M>: sealed::Sealed + Sized + Send + Sync + 'static {
    /// What a load answers.
    type Answer: Answer;

    /// The first of these rows, where only that is wanted.
    #[doc(hidden)]
    type First: Shape<M, Answer = Option<One<M>>>;

    /// Whether there can be other rows, which are not handed out.
    #[doc(hidden)]
    const IS_FIRST: bool = false;

    /// The answer made of `rows[start..end]`, the rows under one key.
    fn gather(rows: &Arc<Vec<M>>, start: usize, end: usize) -> Self::Answer;
}

impl<M: Send + Sync + 'static> Shape<M> for One<M> {
    type Answer = Option<Self>;
    type First = Self;

    fn gather(rows: &Arc<Vec<M>>, start: usize, end: usize) -> Option<Self> {
        (start < end).then(|| Self::at(rows, start))
    }
}

impl<M: Send + Sync + 'static> Shape<M> for Many<M> {
    type Answer = Self;
    type First = First<M>;

    fn gather(rows: &Arc<Vec<M>>, start: usize, end: usize) -> Self {
        if start == end { Self::default() } else { Self::range(rows, start, end) }
    }
}

impl<M> answer::sealed::Sealed for Many<M> {}

impl<M: Send + Sync + 'static> Answer for Many<M> {
    type Given = Self;

    fn absent() -> Self {
        Self::default()
    }

    fn is_absent(&self) -> bool {
        self.is_empty()
    }

    fn given(value: Self) -> Self {
        value
    }
}

/// The first of several rows, handed out as [`One`] is: the row of a `has_one` among all that have its key.
///
/// It is a shape of its own, for what holds of all rows of a key does not hold of one that was chosen: no
/// relation goes on through it.
#[derive(Debug)]
pub struct First<M>(PhantomData<fn() -> M>);

impl<M: Send + Sync + 'static> Shape<M> for First<M> {
    type Answer = Option<One<M>>;
    type First = Self;

    const IS_FIRST: bool = true;

    fn gather(rows: &Arc<Vec<M>>, start: usize, end: usize) -> Option<One<M>> {
        One::gather(rows, start, end)
    }
}

/// The answer for a key without rows.
pub(crate) fn absent<M, S: Shape<M>>() -> S::Answer {
    Answer::absent()
}

/// The answers made of the rows at some places, one for each.
pub(crate) fn answers<M, S: Shape<M>>(rows: &Pieces<M>, places: &[Range<usize>]) -> Vec<S::Answer> {
    // A loop, for this is compiled for every model: iterators would be a dozen functions more.
    let mut answers = Vec::with_capacity(places.len());
    for place in places {
        answers.push(gather::<M, S>(rows, place));
    }
    answers
}

/// The answer made of the rows at a place.
pub(crate) fn gather<M, S: Shape<M>>(rows: &Pieces<M>, place: &Range<usize>) -> S::Answer {
    match rows.find(place) {
        Some((piece, within)) => S::gather(piece, within.start, within.end),
        None => Answer::absent(),
    }
}

/// The row at a position of `rows`, as the only one under its key.
pub(crate) fn answer<M, S: Shape<M>>(rows: &Many<M>, at: usize) -> S::Answer {
    let Many { rows, range } = rows;
    let at = range.start + at;
    rows.as_ref().map_or_else(Answer::absent, |rows| S::gather(rows, at, at + 1))
}

mod sealed {
    pub trait Sealed {}
    impl<M> Sealed for crate::One<M> {}
    impl<M> Sealed for crate::Many<M> {}
    impl<M> Sealed for super::First<M> {}
}
