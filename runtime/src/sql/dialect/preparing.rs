//! How a statement is prepared without running it, to compare a query with the database.

use futures_util::future::BoxFuture;
use sqlx::Database;
use sqlx::error::BoxDynError;

use super::Statement;

/// How a database prepares statements that do not run.
pub trait Preparing: Database {
    /// Binds null to the next placeholder. The driver never sends it.
    ///
    /// # Errors
    ///
    /// Returns an error if the driver refuses it.
    fn add_null(arguments: &mut Self::Arguments) -> Result<(), BoxDynError>;

    /// Prepares a statement without running it, and returns the types of its columns.
    fn prepare(
        connection: &mut Self::Connection,
        statement: Statement<Self>,
    ) -> BoxFuture<'_, Result<Vec<Self::TypeInfo>, sqlx::Error>>;

    /// Returns whether the type of a column tells which values the column holds.
    #[must_use]
    fn is_comparable(_column: &Self::TypeInfo) -> bool {
        true
    }
}
