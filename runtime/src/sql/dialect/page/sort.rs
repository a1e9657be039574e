//! A column that rows are sorted by. It reads values from a row into a cursor, and writes values of a cursor into a
//! statement.

use sqlx::error::{BoxDynError, UnexpectedNullError};

use crate::Error;
use crate::facts::lookup::Facts;
use crate::facts::sort::{Datum, SortKey};
use crate::sql::dialect::{Dialect, Statement};

/// A type whose values a cursor carries from a row of `DB` into a statement.
#[diagnostic::on_unimplemented(
    message = "pages cannot be sorted by a column of type `{Self}`",
    label = "no `batchload::SortKey`, or no column type of this database",
    note = "write `#[derive(batchload::SortKey)]` above a type of your own; for those of chrono, time, uuid and decimals enable batchload's feature of that name; the primary key ends every order"
)]
pub trait SortValue<DB: Dialect>: SortKey {
    /// Reads a column by its position.
    #[doc(hidden)]
    fn read(row: &DB::Row, position: usize) -> Result<Datum, sqlx::Error>;

    /// Returns whether a value can have come from a column of this type.
    #[doc(hidden)]
    fn accepts(value: &Datum) -> bool;

    /// Appends a placeholder and binds values to it: all of them as an array if the database has arrays, and otherwise
    /// the only one.
    #[doc(hidden)]
    fn push(values: &[&Datum], statement: &mut Statement<DB>) -> Result<(), BoxDynError>;
}

/// A column that rows are sorted by.
#[expect(missing_debug_implementations, reason = "functions do not print")]
pub struct SortColumn<DB: Dialect> {
    pub(super) nullable: bool,
    position: usize,
    read: fn(&DB::Row, usize) -> Result<Datum, sqlx::Error>,
    accepts: fn(&Datum) -> bool,
    push: fn(&[&Datum], &mut Statement<DB>) -> Result<(), BoxDynError>,
}

impl<DB: Dialect> SortColumn<DB> {
    /// Makes a column of type `T`, at a position among the selected columns.
    pub(crate) fn of<T: SortValue<DB>>(position: usize) -> Self {
        Self { nullable: T::NULLABLE, position, read: T::read, accepts: T::accepts, push: T::push }
    }

    /// Reads the value of this column from a row of the model.
    ///
    /// # Errors
    ///
    /// Returns [`Error::Decode`] if no cursor can hold the value. A null in a column that must not be null is refused
    /// here, as it is in a cursor: SQLite would make another value of it.
    pub(crate) fn read(&self, row: &DB::Row, facts: &Facts) -> Result<Datum, Error> {
        let read = (self.read)(row, self.position).and_then(|value| {
            let unexpected = value.is_null() && !self.nullable;
            if unexpected { Err(sqlx::Error::Decode(Box::new(UnexpectedNullError))) } else { Ok(value) }
        });
        read.map_err(|error| facts.columns[self.position].unfit(facts.model, error))
    }

    /// Makes the error for a value of this column by which rows cannot be paged.
    pub(crate) fn refuse(&self, facts: &Facts, why: &'static str) -> Error {
        facts.columns[self.position].unfit(facts.model, sqlx::Error::Decode(why.into()))
    }

    /// Returns whether a value of a cursor can have come from this column.
    pub(crate) fn accepts(&self, value: &Datum) -> bool {
        if value.is_null() { self.nullable } else { (self.accepts)(value) }
    }

    pub(crate) fn push(&self, values: &[&Datum], statement: &mut Statement<DB>) -> Result<(), BoxDynError> {
        (self.push)(values, statement)
    }
}
