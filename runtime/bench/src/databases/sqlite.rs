//! The databases of this program on SQLite, in files.

use std::path::PathBuf;
use std::sync::OnceLock;
use std::{env, fs, process};

use sea_orm::{DatabaseConnection, SqlxSqliteConnector};
use sqlx::sqlite::{SqliteConnectOptions, SqlitePoolOptions};
use sqlx::{Pool, Sqlite};

pub use self::grouped::diesel;

pub type Db = Sqlite;
/// The statement that counts the rows of all tables, for the plans of other statements.
pub const ANALYZE: &str = "ANALYZE";
pub const NAME: &str = "SQLite";

/// The SQL that follows a column to compare it with all keys, which are one parameter.
macro_rules! is_one_of {
    () => {
        " IN (SELECT value FROM json_each(?1))"
    };
}

pub fn parameter(keys: &[i64]) -> String {
    let keys: Vec<String> = keys.iter().map(i64::to_string).collect();
    format!("[{}]", keys.join(","))
}

/// SQLite works in its own thread. This is the number of rows that it hands over before it waits for the reader. The
/// default of 50 costs every contender a hundred thread switches for a long answer.
const ROWS_AT_ONCE: usize = 10_000;

/// Returns the file of a database, in a directory that only this process uses.
pub fn file(name: &str) -> PathBuf {
    static DIRECTORY: OnceLock<PathBuf> = OnceLock::new();
    let make = || {
        let directory = env::temp_dir().join(format!("batchload-bench-{}", process::id()));
        fs::create_dir_all(&directory).expect("a directory for temporary files");
        directory
    };
    DIRECTORY.get_or_init(make).join(name)
}

/// Removes the files.
pub fn clean_up() {
    let _ = fs::remove_dir_all(file("").as_path());
}

pub async fn open(name: &str) -> Pool<Db> {
    let options = SqliteConnectOptions::new()
        .filename(file(name))
        .create_if_missing(true)
        .journal_mode(sqlx::sqlite::SqliteJournalMode::Wal)
        .row_buffer_size(ROWS_AT_ONCE);
    let pool = SqlitePoolOptions::new().max_connections(super::CONNECTIONS).test_before_acquire(false);
    pool.connect_with(options).await.expect("SQLite makes a database")
}

pub fn sea_orm(pool: Pool<Db>) -> DatabaseConnection {
    SqlxSqliteConnector::from_sqlx_sqlite_pool(pool)
}

mod grouped;

#[path = "app.rs"]
pub mod app;

#[path = "relations.rs"]
pub mod relations;
