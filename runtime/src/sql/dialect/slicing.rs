//! The facts about a server that shape the statements for slices. The statements are in `page`.

use std::future::ready;

use sqlx::{Database, Pool};

use crate::facts::sort::Datum;

/// How a database finds a slice of the rows of each key.
pub trait Slicing: Database {
    /// Whether a subquery that refers to the list of keys beside it is faster than one that does not. PostgreSQL runs it
    /// for every key and every row of the model (5.8 seconds instead of 0.06 for 200 keys, 20 000 rows and 100 000
    /// links). MariaDB 10.11 loses rows of a view that groups or partitions, and no longer knows the list when a prepared
    /// statement runs for the second time.
    const CORRELATES_LISTS: bool = false;

    /// Whether the rows that a join table leads to are found faster by an array of their primary keys than by a
    /// subquery. PostgreSQL then looks each of them up, and does not read the whole table for each key (4.8 instead of
    /// 15 ms for 200 keys with 20 of 1 000 rows each, 320 instead of 1 012 for 2 000 of 100 000 rows each).
    const FINDS_ROWS_BY_ARRAY: bool = false;

    /// The facts about a server that shape the statements for slices, for databases with several kinds of server.
    type Server: Default + Send + Sync;

    /// Asks the server behind a pool, on one of the pool's connections, about itself and the database of a table.
    fn ask_server(
        _connection: &mut Self::Connection,
        _pool: &Pool<Self>,
        _table: &[&'static str],
    ) -> impl Future<Output = Result<Self::Server, sqlx::Error>> + Send {
        ready(Ok(Self::Server::default()))
    }

    /// Returns what the server answered, or `None` if it has to be asked.
    #[must_use]
    fn fresh_server(_pool: &Pool<Self>, _table: &[&'static str]) -> Option<Self::Server> {
        Some(Self::Server::default())
    }

    /// Returns what is known of the server so far.
    #[must_use]
    fn known_server(_pool: &Pool<Self>, _table: &[&'static str]) -> Self::Server {
        Self::Server::default()
    }

    /// Returns why pages cannot be sorted by a column, if the server is known to prevent that.
    #[must_use]
    fn unsortable_column(_server: &Self::Server, _table: &[&str], _column: &str) -> Option<&'static str> {
        None
    }

    /// Returns why pages cannot be sorted by a value, if the server is known to prevent that.
    #[must_use]
    fn unsortable_value(_server: &Self::Server, _value: &Datum) -> Option<&'static str> {
        None
    }
}
