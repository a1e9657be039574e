//! What a relation gives a row, and how a tree goes on from there.

use crate::{Connection, Linked, Many, Model, One};

/// What a relation gives a row: [`One`], an `Option` of it, [`Many`], or a [`Connection`].
///
/// If a tree goes on from there, each row is replaced by a [`Loaded`](super::Loaded) row in the same shape.
pub trait RelatedRows: Send + Sync + Sized + 'static {
    /// The type of a row: a model, or a [`Linked`] one.
    type Row: ModelRow;
    /// The same shape with another type of row; for [`Many`], it is a `Vec`.
    type WithRows<T: Send + Sync>: Send + Sync;

    /// Whether the rows are those of a page.
    #[doc(hidden)]
    const IS_PAGE: bool = false;

    /// Returns all rows, in order.
    #[doc(hidden)]
    fn rows(related: &[Self]) -> Vec<One<Self::Row>>;

    /// Returns the same shapes with `rows` in the place of their rows, one for each.
    #[doc(hidden)]
    fn replace<T: Send + Sync>(related: Vec<Self>, rows: Vec<T>) -> Vec<Self::WithRows<T>>;
}

/// A row from which relations can lead on: a model, or a [`Linked`] one.
pub trait ModelRow: Send + Sync + 'static {
    /// The model of the row.
    type Model: Model;

    /// Returns the row as its model has it.
    #[doc(hidden)]
    fn model(&self) -> &Self::Model;
}

impl<M: Model> ModelRow for M {
    type Model = M;

    fn model(&self) -> &M {
        self
    }
}

impl<T: Model, L: Model> ModelRow for Linked<T, L> {
    type Model = T;

    fn model(&self) -> &T {
        self.row()
    }
}

impl<M: Model> RelatedRows for One<M> {
    type Row = M;
    type WithRows<T: Send + Sync> = T;

    fn rows(related: &[Self]) -> Vec<Self> {
        related.to_vec()
    }

    fn replace<T: Send + Sync>(_related: Vec<Self>, rows: Vec<T>) -> Vec<T> {
        rows
    }
}

impl<M: Model> RelatedRows for Option<One<M>> {
    type Row = M;
    type WithRows<T: Send + Sync> = Option<T>;

    fn rows(related: &[Self]) -> Vec<One<M>> {
        related.iter().flatten().cloned().collect()
    }

    fn replace<T: Send + Sync>(related: Vec<Self>, rows: Vec<T>) -> Vec<Option<T>> {
        let mut rows = rows.into_iter();
        related.into_iter().map(|row| row.and_then(|_| rows.next())).collect()
    }
}

impl<R: ModelRow> RelatedRows for Many<R> {
    type Row = R;
    type WithRows<T: Send + Sync> = Vec<T>;

    fn rows(related: &[Self]) -> Vec<One<R>> {
        related.iter().flat_map(|rows| rows.clone().into_iter()).collect()
    }

    fn replace<T: Send + Sync>(related: Vec<Self>, rows: Vec<T>) -> Vec<Vec<T>> {
        let mut rows = rows.into_iter();
        related.into_iter().map(|group| rows.by_ref().take(group.len()).collect()).collect()
    }
}

impl<M: Model> RelatedRows for Connection<M> {
    type Row = M;
    type WithRows<T: Send + Sync> = Connection<T>;

    const IS_PAGE: bool = true;

    fn rows(related: &[Self]) -> Vec<One<M>> {
        related.iter().flat_map(|page| page.rows().clone().into_iter()).collect()
    }

    fn replace<T: Send + Sync>(related: Vec<Self>, rows: Vec<T>) -> Vec<Connection<T>> {
        let mut rows = rows.into_iter();
        related.into_iter().map(|page| page.replace(rows.by_ref())).collect()
    }
}
