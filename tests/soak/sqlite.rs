//! SQLite, in a file. It has no connection to kill. Statements fail if the file stays locked.

use std::path::Path;
use std::time::Duration;

use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{AssertSqlSafe, Executor};

use crate::target::{Interference, Options, Target};

#[path = "load.rs"]
pub mod load;

pub type Db = sqlx::Sqlite;

/// How long a statement waits for a lock. The longest lock is held for longer.
const PATIENCE: Duration = Duration::from_millis(25);

pub fn options(file: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new().filename(file).create_if_missing(true).busy_timeout(PATIENCE)
}

impl Target for Db {
    const NAME: &'static str = "SQLite";
    const LOCK: &'static str = "BEGIN EXCLUSIVE";
    const UNLOCK: &'static str = "ROLLBACK";

    async fn run(on: &mut SqliteConnection, sql: &str) -> sqlx::Result<()> {
        on.execute(sqlx::raw_sql(AssertSqlSafe(sql))).await.map(drop)
    }

    fn patient(options: Options<Self>) -> Options<Self> {
        options.busy_timeout(Duration::from_secs(1))
    }

    async fn interfere(_: &mut SqliteConnection, _: Interference, _: u64) -> sqlx::Result<u64> {
        Ok(0)
    }
}
