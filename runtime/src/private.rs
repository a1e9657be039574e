//! The only paths that generated code may use. Not part of the public interface.

pub use sqlx;

pub use crate::dialect::Dialect;
pub use crate::loader::Loader;
pub use crate::loaders::Loaders;
pub use crate::lookup::{By, ById, FieldName, FieldOf, LoadFrom, Lookup};
pub use crate::model::{Column, FromColumns, FromRow, Model, Order, Value};
pub use crate::relation::{Related, Relation, key, many, optional, required};
pub use crate::rows::Rows;
pub use crate::{Error, Many, One};

/// Reads the column at a position of [`Model::COLUMNS`].
///
/// # Errors
///
/// [`Error::Decode`], naming field and column.
pub fn read<M: Model, T: Value<DB>, DB: Dialect>(row: &DB::Row, position: usize) -> Result<T, Error> {
    DB::value(row, position).map_err(|error| unfit::<M>(position, error))
}

/// Reads a column as `U` and converts it, as `#[sqlx(try_from = "U")]` asks.
///
/// # Errors
///
/// [`Error::Decode`], naming field and column.
pub fn read_try_from<M, U, T, DB>(row: &DB::Row, position: usize) -> Result<T, Error>
where
    M: Model,
    U: Value<DB>,
    T: TryFrom<U, Error: std::error::Error + Send + Sync + 'static>,
    DB: Dialect,
{
    read::<M, U, DB>(row, position)?
        .try_into()
        .map_err(|error| unfit::<M>(position, sqlx::Error::Decode(Box::new(error))))
}

/// Reads a whole row through the model's `FromRow`.
///
/// # Errors
///
/// [`Error::Decode`] with the column that the driver named.
pub fn read_row<M, DB>(row: &DB::Row) -> Result<M, Error>
where
    M: Model + FromRow<DB>,
    DB: Dialect,
{
    M::from_row(row).map_err(|error| {
        let at =
            named_column(&error).and_then(|name| M::COLUMNS.iter().position(|column| column.name == name));
        unfit::<M>(at.unwrap_or(0), error)
    })
}

fn named_column(error: &sqlx::Error) -> Option<&str> {
    match error {
        sqlx::Error::ColumnDecode { index, .. } => Some(index.trim_matches('"')),
        sqlx::Error::ColumnNotFound(name) => Some(name),
        _ => None,
    }
}

fn unfit<M: Model>(position: usize, error: sqlx::Error) -> Error {
    let Column { field, name } = M::COLUMNS[position];
    Error::Decode { model: M::NAME, field, column: name, source: error.into() }
}
