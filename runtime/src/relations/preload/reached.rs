//! What a relation gives a row, and how a tree goes on from there.

use crate::{Connection, Linked, Many, Model, One};

/// What a relation gives a row: [`One`], an `Option` of it, [`Many`], or a [`Connection`].
///
/// Where a tree goes on from there, each row is a [`Loaded`](super::Loaded) one in the same shape.
pub trait Reached: Send + Sync + Sized + 'static {
    /// A row: a model, or a [`Linked`] one.
    type Row: OfModel;
    /// Itself, if its rows were something else; of [`Many`] it is a `Vec`.
    type Of<T: Send + Sync>: Send + Sync;

    /// Whether the rows stand in a page.
    #[doc(hidden)]
    const IS_PAGE: bool = false;

    /// All rows, in order.
    #[doc(hidden)]
    fn rows(reached: &[Self]) -> Vec<One<Self::Row>>;

    /// The same shapes with these in the place of the rows, one for each.
    #[doc(hidden)]
    fn replace<T: Send + Sync>(reached: Vec<Self>, rows: Vec<T>) -> Vec<Self::Of<T>>;
}

/// A row that relations lead on from: a model, or a [`Linked`] one.
pub trait OfModel: Send + Sync + 'static {
    /// The model that it is of.
    type Model: Model;

    /// The row as its model has it.
    #[doc(hidden)]
    fn model(&self) -> &Self::Model;
}

impl<M: Model> OfModel for M {
    type Model = M;

    fn model(&self) -> &M {
        self
    }
}

impl<T: Model, L: Model> OfModel for Linked<T, L> {
    type Model = T;

    fn model(&self) -> &T {
        self.row()
    }
}

impl<M: Model> Reached for One<M> {
    type Row = M;
    type Of<T: Send + Sync> = T;

    fn rows(reached: &[Self]) -> Vec<Self> {
        reached.to_vec()
    }

    fn replace<T: Send + Sync>(_reached: Vec<Self>, rows: Vec<T>) -> Vec<T> {
        rows
    }
}

impl<M: Model> Reached for Option<One<M>> {
    type Row = M;
    type Of<T: Send + Sync> = Option<T>;

    fn rows(reached: &[Self]) -> Vec<One<M>> {
        reached.iter().flatten().cloned().collect()
    }

    fn replace<T: Send + Sync>(reached: Vec<Self>, rows: Vec<T>) -> Vec<Option<T>> {
        let mut rows = rows.into_iter();
        reached.into_iter().map(|row| row.and_then(|_| rows.next())).collect()
    }
}

impl<R: OfModel> Reached for Many<R> {
    type Row = R;
    type Of<T: Send + Sync> = Vec<T>;

    fn rows(reached: &[Self]) -> Vec<One<R>> {
        reached.iter().flat_map(|rows| rows.clone().into_iter()).collect()
    }

    fn replace<T: Send + Sync>(reached: Vec<Self>, rows: Vec<T>) -> Vec<Vec<T>> {
        let mut rows = rows.into_iter();
        reached.into_iter().map(|group| rows.by_ref().take(group.len()).collect()).collect()
    }
}

impl<M: Model> Reached for Connection<M> {
    type Row = M;
    type Of<T: Send + Sync> = Connection<T>;

    const IS_PAGE: bool = true;

    fn rows(reached: &[Self]) -> Vec<One<M>> {
        reached.iter().flat_map(|page| page.rows().clone().into_iter()).collect()
    }

    fn replace<T: Send + Sync>(reached: Vec<Self>, rows: Vec<T>) -> Vec<Connection<T>> {
        let mut rows = rows.into_iter();
        reached.into_iter().map(|page| page.replace(rows.by_ref())).collect()
    }
}
