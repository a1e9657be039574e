//! The state of a transaction after a statement in it failed or was cut short. `sql::transaction` decides what follows.

use std::future::ready;

use sqlx::Database;
use sqlx_core::transaction::TransactionManager;

/// How a database and its driver treat a transaction whose statements fail or are cut short.
pub trait Transactions: Database {
    /// Whether a connection can mistake the rest of an answer that was cut short for the answer to the next statement.
    const CAN_DESYNC: bool = false;

    /// Returns whether the transaction of a connection is still open, for databases that can end it and go on without
    /// one. A transaction that this begins to find out is rolled back in place of the one that ended.
    fn is_in_transaction(
        _connection: &mut Self::Connection,
    ) -> impl Future<Output = Result<bool, sqlx::Error>> + Send {
        ready(Ok(true))
    }

    /// Fails if a commit would commit nothing and not report that, because of what a statement before it did.
    fn check_commit(
        _connection: &mut Self::Connection,
    ) -> impl Future<Output = Result<(), sqlx::Error>> + Send {
        ready(Ok(()))
    }

    /// Returns whether the database has rolled back the transaction in which a statement failed with this error.
    #[must_use]
    fn ends_transaction(_error: &sqlx::Error) -> bool {
        false
    }

    /// Starts to roll back the whole transaction of a connection, even if the database has already ended it. The driver
    /// counts `depth` nested transactions in it. Does not wait.
    fn abandon(connection: &mut Self::Connection, depth: usize) {
        start_rollback::<Self>(connection, depth);
    }
}

/// Starts to roll back the given number of innermost transactions of a connection. Does not wait.
pub(crate) fn start_rollback<DB: Database>(connection: &mut DB::Connection, transactions: usize) {
    for _ in 0..transactions {
        DB::TransactionManager::start_rollback(connection);
    }
}
