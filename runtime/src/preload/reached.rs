//! What a relation gives a row, and how a tree goes on from there.

use crate::{Error, Many, Model, One};

/// What a relation gives a row: [`One`], an `Option` of it, or [`Many`].
///
/// Where a tree goes on from there, each row is a [`Loaded`](super::Loaded) one in the same shape.
pub trait Reached: Clone + Send + Sync + 'static {
    /// The model of the rows.
    type Row: Model;
    /// What a load of the relation answers.
    #[doc(hidden)]
    type Answer: Send + Sync;
    /// Itself, if its rows were something else: an `Option` or a `Vec` of it.
    type Of<T: Send>: Send;

    /// What was reached, of what a load answered.
    #[doc(hidden)]
    fn of(answer: Self::Answer, missing: impl FnOnce() -> Error) -> Result<Self, Error>;

    /// All rows, in order.
    #[doc(hidden)]
    fn rows(reached: &[Self]) -> Vec<One<Self::Row>>;

    /// The same shapes with these in the place of the rows, one for each.
    #[doc(hidden)]
    fn replace<T: Send>(reached: Vec<Self>, rows: Vec<T>) -> Vec<Self::Of<T>>;
}

/// Of a key that is never null.
impl<M: Model> Reached for One<M> {
    type Row = M;
    type Answer = Option<Self>;
    type Of<T: Send> = T;

    fn of(answer: Option<Self>, missing: impl FnOnce() -> Error) -> Result<Self, Error> {
        answer.ok_or_else(missing)
    }

    fn rows(reached: &[Self]) -> Vec<Self> {
        reached.to_vec()
    }

    fn replace<T: Send>(_reached: Vec<Self>, rows: Vec<T>) -> Vec<T> {
        rows
    }
}

impl<M: Model> Reached for Option<One<M>> {
    type Row = M;
    type Answer = Self;
    type Of<T: Send> = Option<T>;

    fn of(answer: Self, _missing: impl FnOnce() -> Error) -> Result<Self, Error> {
        Ok(answer)
    }

    fn rows(reached: &[Self]) -> Vec<One<M>> {
        reached.iter().flatten().cloned().collect()
    }

    fn replace<T: Send>(reached: Vec<Self>, rows: Vec<T>) -> Vec<Option<T>> {
        let mut rows = rows.into_iter();
        reached.into_iter().map(|row| row.and_then(|_| rows.next())).collect()
    }
}

impl<M: Model> Reached for Many<M> {
    type Row = M;
    type Answer = Self;
    type Of<T: Send> = Vec<T>;

    fn of(answer: Self, _missing: impl FnOnce() -> Error) -> Result<Self, Error> {
        Ok(answer)
    }

    fn rows(reached: &[Self]) -> Vec<One<M>> {
        reached.iter().flat_map(|rows| rows.clone().into_iter()).collect()
    }

    fn replace<T: Send>(reached: Vec<Self>, rows: Vec<T>) -> Vec<Vec<T>> {
        let mut rows = rows.into_iter();
        reached.into_iter().map(|group| rows.by_ref().take(group.len()).collect()).collect()
    }
}
