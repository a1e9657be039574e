//! The rows of a batch as the code that runs its statement sees them: without the type that they are read into.

use sqlx::Database;

use crate::Error;
use crate::answers::pairing::Places;
use crate::answers::pieces::Growing;
use crate::sql::dialect::{Dialect, Row};
use crate::sql::query::Query;

/// Rows that are read one after the other.
pub(crate) trait Sink<DB: Dialect>: Places + Send {
    /// Reads one more row.
    fn read(&mut self, row: Row<'_, DB>) -> Result<(), Error>;
}

/// Rows that may hold the keys that they answer.
pub(crate) trait KeyedSink<K, DB: Dialect>: Sink<DB> {
    /// Returns the key of a row.
    fn key(&self, at: usize) -> Option<K>;
}

/// Rows that are read into `M`.
pub(crate) struct Models<M, K, DB: Database> {
    pub(crate) rows: Growing<M>,
    /// The name of the query, for errors.
    name: &'static str,
    read: fn(Row<'_, DB>) -> Result<M, Error>,
    key: fn(&M) -> Option<K>,
}

impl<M, K, DB: Dialect> Models<M, K, DB> {
    /// Makes an empty collection for the rows of a query.
    pub(crate) fn of<Q: Query<DB, Row = M, Key = K>>() -> Self {
        Self { rows: Growing::new(), name: Q::NAME, read: Q::read, key: Q::key }
    }
}

impl<M: Send, K, DB: Dialect> Places for Models<M, K, DB> {
    fn len(&self) -> usize {
        self.rows.len()
    }

    fn swap(&mut self, one: usize, other: usize) {
        self.rows.swap(one, other);
    }

    fn truncate(&mut self, len: usize) {
        self.rows.truncate(len);
    }
}

impl<M: Send, K, DB: Dialect> Sink<DB> for Models<M, K, DB> {
    fn read(&mut self, row: Row<'_, DB>) -> Result<(), Error> {
        let read = (self.read)(row).map_err(|error| error.with_lookup(self.name))?;
        self.rows.push(read);
        Ok(())
    }
}

impl<M: Send, K, DB: Dialect> KeyedSink<K, DB> for Models<M, K, DB> {
    fn key(&self, at: usize) -> Option<K> {
        (self.key)(self.rows.get(at))
    }
}
