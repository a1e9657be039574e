//! One row or many: how the rows of a batch gather under the keys that asked for them.

use std::marker::PhantomData;
use std::ops::Range;
use std::sync::Arc;

use crate::answers::answer::{self, Answer};
use crate::answers::handle::{Many, One};
use crate::answers::pieces::Pieces;

/// The shape in which callers get the rows under one key. Only [`One`], [`Many`] and [`First`] implement it.
pub trait Shape<M>: sealed::Sealed + Sized + Send + Sync + 'static {
    /// The answer of a load.
    type Answer: Answer;

    /// The shape when only the first of these rows is wanted.
    #[doc(hidden)]
    type First: Shape<M, Answer = Option<One<M>>>;

    /// Whether a key can have other rows, which callers do not get.
    #[doc(hidden)]
    const IS_FIRST: bool = false;

    /// Makes the answer from `rows[start..end]`, the rows under one key.
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
    fn absent() -> Self {
        Self::default()
    }

    fn is_absent(&self) -> bool {
        self.is_empty()
    }
}

/// The first of several rows: the row of a `has_one` among all rows with its key. Callers get it as a [`One`].
///
/// It is a shape of its own because one chosen row cannot stand for all rows of its key: no relation can lead on
/// through it.
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

/// Returns the answer for a key without rows.
pub(crate) fn absent<M, S: Shape<M>>() -> S::Answer {
    Answer::absent()
}

/// Makes the answers from the rows at `places`, one for each place.
pub(crate) fn answers<M, S: Shape<M>>(rows: &Pieces<M>, places: &[Range<usize>]) -> Vec<S::Answer> {
    // A loop, because this is compiled for every model: iterators would add a dozen functions.
    let mut answers = Vec::with_capacity(places.len());
    for place in places {
        answers.push(gather::<M, S>(rows, place));
    }
    answers
}

/// Makes the answer from the rows at `place`.
pub(crate) fn gather<M, S: Shape<M>>(rows: &Pieces<M>, place: &Range<usize>) -> S::Answer {
    match rows.find(place) {
        Some((piece, within)) => S::gather(piece, within.start, within.end),
        None => Answer::absent(),
    }
}

/// Makes the answer from the row at a position of `rows`, as the only row under its key.
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
