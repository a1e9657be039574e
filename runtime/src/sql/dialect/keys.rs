//! The statements that find the rows of keys, and how many keys they can hold. Each database makes its own.

use sqlx::error::BoxDynError;

use super::{Dialect, KeyedSlice, Question, Row, Slices, Statement};
use crate::sql::column_type::ColumnType;

/// How the rows of a statement are paired with the keys that they answer.
#[doc(hidden)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pairing {
    /// By the key in the row: Rust and the database agree on which keys are equal.
    Value,
    /// By an additional last column with the position of the asked key.
    Position,
    /// By the key in the row. In doubt, the database is asked which keys it holds equal.
    Collation,
}

/// The parts of a key, as `DB` can be asked for them: a tuple with one part for each key column.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be a key in `{DB}`",
    note = "the key's type has to implement `sqlx::Type<{DB}>` and `sqlx::Encode<{DB}>`, and for PostgreSQL `sqlx::postgres::PgHasArrayType`"
)]
pub trait Keys<DB: Dialect>: Sized + Send + Sync + 'static {
    /// Returns how rows are paired with keys of this type.
    fn pairing() -> Pairing;

    /// Returns the most keys that one statement can hold.
    fn max_keys() -> usize;

    /// Returns the bytes that the key adds to a statement, as far as the database limits them.
    fn bytes(&self) -> usize;

    /// Returns the bytes that each key adds, if all keys add the same number.
    fn bytes_of_each() -> Option<usize>;

    /// Returns the most bytes of keys that one statement can hold.
    fn max_bytes() -> usize;

    /// Returns the statement that finds the rows of `keys`.
    ///
    /// # Errors
    ///
    /// Returns an error if a key cannot be encoded.
    fn select(question: &Question<'_, DB>, keys: &[Self]) -> Result<Statement<DB>, BoxDynError>;

    /// Returns the statement for no keys, if preparing it tells whether the key columns can be compared with keys of
    /// this type.
    ///
    /// # Errors
    ///
    /// Returns the same errors as [`select`](Self::select).
    fn comparison(_question: &Question<'_, DB>) -> Result<Option<Statement<DB>>, BoxDynError> {
        Ok(None)
    }

    /// Returns the types that the columns of a key are read into.
    fn types() -> Vec<ColumnType<DB>>;

    /// Reads a key from the columns of a row that start at a position.
    ///
    /// # Errors
    ///
    /// Returns an error if a column does not hold a value of its part's type.
    fn read(row: Row<'_, DB>, position: usize) -> Result<Self, sqlx::Error>;

    /// Returns the statements, nearly always one, that find a slice of rows for each key of `asked`.
    ///
    /// Their columns are those of the model, the position of the asked key and, if a slice asks for facts about the
    /// rows around it, these facts.
    ///
    /// # Errors
    ///
    /// Returns an error if a key or a value of a cursor cannot be encoded.
    fn slices(
        slices: &Slices<'_, DB>,
        asked: &[KeyedSlice<'_, Self>],
        server: &DB::Server,
    ) -> Result<Vec<Statement<DB>>, BoxDynError>;

    /// Returns the most keys whose slices one load can ask for.
    fn max_slices(_server: &DB::Server) -> usize {
        Self::max_keys()
    }

    /// Returns what is left of the key without anything that a collation may ignore, or `None` if that is unknown.
    ///
    /// If keys differ in this, they differ in the database, at least under Unicode collations. Only called under
    /// [`Pairing::Collation`].
    fn folded(&self) -> Option<Vec<u8>> {
        None
    }

    /// Returns the statement that numbers `keys` from 0 and gives one rank to all keys that the columns hold equal.
    /// Only called under [`Pairing::Collation`].
    ///
    /// # Errors
    ///
    /// Returns an error if a key cannot be encoded.
    fn equal_keys(_question: &Question<'_, DB>, _keys: &[&Self]) -> Result<Statement<DB>, BoxDynError> {
        Ok(Statement::new())
    }
}

/// Returns the most keys of `parts` parts that fit into `binds` placeholders, as a power of two.
pub(crate) const fn max_padded(binds: usize, parts: usize) -> usize {
    1 << (binds / parts).ilog2()
}
