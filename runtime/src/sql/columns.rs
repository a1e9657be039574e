//! How a model is read from the columns of a row. `fetch` gets the rows.

use sqlx::error::BoxDynError;

use crate::Error;
use crate::facts::model::{Column, Model};
use crate::sql::column_type::ColumnType;
use crate::sql::dialect::{Dialect, Row, Value};

/// A model that can be read from a row with the columns [`Model::COLUMNS`].
///
/// `#[derive(BatchLoad)]` implements this trait: by position or, with `#[batch_load(from_row)]`, through the model's
/// `FromRow`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be read from a row of `{DB}`",
    note = "every field's type has to implement `sqlx::Type<{DB}>` and `sqlx::Decode<{DB}>`"
)]
pub trait FromColumns<DB: Dialect>: Model {
    /// The type that each column is read into, or nothing if the types are not known.
    #[doc(hidden)]
    const TYPES: &'static [ColumnType<DB>] = &[];

    /// Reads one row from the columns after the `first` ones, which belong to another model. `first` is 0 for a model
    /// that is not read [by position](Model::BY_POSITION).
    ///
    /// # Errors
    ///
    /// Returns [`Error::Decode`], which names the first field that its column does not fit.
    fn from_columns(row: Row<'_, DB>, first: usize) -> Result<Self, Error>;
}

/// A model that sqlx reads from a row of `DB`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be read through `sqlx::FromRow` from a row of this database",
    label = "no `sqlx::FromRow` for this database",
    note = "add `#[derive(sqlx::FromRow)]` to `{Self}`, or remove `from_row` to have its columns read one by one"
)]
pub trait FromRow<DB: sqlx::Database>: for<'r> sqlx::FromRow<'r, DB::Row> {}

#[diagnostic::do_not_recommend]
impl<M, DB> FromRow<DB> for M
where
    DB: sqlx::Database,
    M: for<'r> sqlx::FromRow<'r, DB::Row>,
{
}

/// Reads the column at a position of [`Model::COLUMNS`], which follow the `first` columns of the row.
///
/// # Errors
///
/// Returns [`Error::Decode`], which names the field and the column, if the value does not fit.
pub fn read<M: Model, T: Value<DB> + 'static, DB: Dialect>(
    row: Row<'_, DB>,
    first: usize,
    position: usize,
) -> Result<T, Error> {
    read_of((M::NAME, M::COLUMNS), row, first, position)
}

/// Does the same for any model, so that it is compiled once for each type.
fn read_of<T: Value<DB> + 'static, DB: Dialect>(
    (model, columns): (&'static str, &'static [Column]),
    row: Row<'_, DB>,
    first: usize,
    position: usize,
) -> Result<T, Error> {
    match row.value(first + position) {
        Ok(value) => Ok(value),
        Err(error) => Err(columns[position].unfit(model, error)),
    }
}

/// Converts a value read from the column at a position, as `#[sqlx(try_from = "U")]` asks.
///
/// # Errors
///
/// Returns [`Error::Decode`], which names the field and the column, if the conversion fails.
pub fn convert<M, U, T>(value: U, position: usize) -> Result<T, Error>
where
    M: Model,
    T: TryFrom<U, Error: Into<BoxDynError>>,
{
    T::try_from(value).map_err(|error| unfit_at::<M>(position, sqlx::Error::Decode(error.into())))
}

/// Reads a whole row through the model's `FromRow`.
///
/// # Errors
///
/// Returns [`Error::Decode`] with the column that `FromRow` named, or [`Error::Database`] if it named none.
///
/// # Panics
///
/// Panics if the row is packed. Such a row is never packed, because the types of its columns are not known.
pub fn read_row<M, DB>(row: Row<'_, DB>) -> Result<M, Error>
where
    M: Model + FromRow<DB>,
    DB: Dialect,
{
    let Row::Single(row, _) = row else { unreachable!("rows of unknown types are not packed") };
    M::from_row(row).map_err(|error| {
        let is_named = |column: &Column| named_column(&error) == Some(column.name);
        match M::COLUMNS.iter().position(is_named) {
            Some(position) => unfit_at::<M>(position, error),
            None => Error::database(M::NAME)(error),
        }
    })
}

fn named_column(error: &sqlx::Error) -> Option<&str> {
    match error {
        sqlx::Error::ColumnDecode { index, .. } => Some(index.trim_matches('"')),
        sqlx::Error::ColumnNotFound(name) => Some(name),
        _ => None,
    }
}

fn unfit_at<M: Model>(position: usize, error: sqlx::Error) -> Error {
    M::COLUMNS[position].unfit(M::NAME, error)
}
