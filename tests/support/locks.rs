//! A lock that holds statements up: its connection keeps all others from reading the reporters.

use sqlx::pool::PoolConnection;

use super::database::{Database, Kind, Tested};

/// The connection that holds the lock. The lock ends with [`end`](Self::end).
pub struct Lock<DB: Tested> {
    connection: PoolConnection<DB>,
}

impl<DB: Tested> Lock<DB> {
    /// Takes the lock.
    pub async fn take(database: &Database<DB>) -> Self {
        let mut connection = database.pool().acquire().await.expect("the pool has a connection left");
        let lock = match DB::KIND {
            Kind::Sqlite => "BEGIN EXCLUSIVE",
            Kind::Postgres => "BEGIN; LOCK TABLE reporters IN ACCESS EXCLUSIVE MODE",
            Kind::MySql => "LOCK TABLES reporters WRITE",
        };
        DB::run(&mut connection, lock).await.expect("nobody else holds a lock");
        Self { connection }
    }

    /// Waits until a statement waits for the lock. SQLite cannot tell, so there it returns at once.
    pub async fn wait_for_waiter(&mut self) {
        let waiting = match DB::KIND {
            Kind::Sqlite => return,
            Kind::Postgres => "SELECT count(*) FROM pg_locks WHERE NOT granted",
            Kind::MySql => {
                "SELECT count(*) FROM information_schema.processlist WHERE state LIKE 'Waiting for table%'"
            }
        };
        while DB::count(&mut self.connection, waiting).await.expect("the database counts") == 0 {}
    }

    /// Ends the connection of a statement that waits for the lock, once there is one. SQLite has no such connection.
    pub async fn kill_waiter(&mut self) {
        self.wait_for_waiter().await;
        match DB::KIND {
            Kind::Sqlite => {}
            Kind::Postgres => {
                let kill = "SELECT count(pg_terminate_backend(pid)) FROM pg_locks WHERE NOT granted";
                DB::count(&mut self.connection, kill).await.expect("the server ends a connection");
            }
            Kind::MySql => {
                let waiter = "SELECT CAST(id AS SIGNED) FROM information_schema.processlist WHERE state LIKE 'Waiting for table%'";
                let waiter = DB::count(&mut self.connection, waiter).await.expect("somebody waits");
                let kill = format!("KILL {waiter}");
                DB::run(&mut self.connection, &kill).await.expect("the server ends a connection");
            }
        }
    }

    pub async fn end(mut self) {
        let unlock = match DB::KIND {
            Kind::Sqlite | Kind::Postgres => "ROLLBACK",
            Kind::MySql => "UNLOCK TABLES",
        };
        DB::run(&mut self.connection, unlock).await.expect("the lock ends");
    }
}
