//! The types that columns are read into, as values.

use std::any::TypeId;
use std::fmt;

use sqlx::Database;
use sqlx::error::{BoxDynError, mismatched_types};

use crate::sql::dialect::Value;

/// The type that a column is read into.
pub struct ColumnType<DB: Database> {
    pub(crate) id: TypeId,
    misfit: fn(&DB::TypeInfo) -> Option<BoxDynError>,
}

impl<DB: Database> ColumnType<DB> {
    /// The type of a column of a table.
    #[must_use]
    pub const fn of<T: Value<DB> + 'static>() -> Self {
        Self {
            id: TypeId::of::<T>(),
            misfit: |column| (!T::compatible(column)).then(|| mismatched_types::<DB, T>(column)),
        }
    }

    /// The type of a value that the statement computes. The database gives it the type that it is read as.
    pub(crate) const fn computed<T: 'static>() -> Self {
        Self { id: TypeId::of::<T>(), misfit: |_| None }
    }

    /// Returns the error with which the driver refuses to read a column of a type, if it refuses.
    pub(crate) fn misfit(&self, column: &DB::TypeInfo) -> Option<BoxDynError> {
        (self.misfit)(column)
    }
}

impl<DB: Database> Clone for ColumnType<DB> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<DB: Database> Copy for ColumnType<DB> {}

impl<DB: Database> fmt::Debug for ColumnType<DB> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("ColumnType").field(&self.id).finish()
    }
}
