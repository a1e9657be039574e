//! The application on SQLite.

use sqlx::sqlite::SqliteConnectOptions;

pub type Db = sqlx::Sqlite;
pub type ConnectOptions = SqliteConnectOptions;

pub const TABLES: [&str; 6] = [
    "CREATE TABLE IF NOT EXISTS newsroom_reporters (
        id INTEGER PRIMARY KEY,
        name TEXT NOT NULL,
        email TEXT NOT NULL UNIQUE,
        editor_id INTEGER REFERENCES newsroom_reporters (id)
    )",
    "CREATE TABLE IF NOT EXISTS newsroom_articles (
        id INTEGER PRIMARY KEY,
        headline TEXT NOT NULL,
        pub_date DATE NOT NULL,
        section TEXT NOT NULL,
        reporter_id INTEGER NOT NULL REFERENCES newsroom_reporters (id)
    )",
    "CREATE TABLE IF NOT EXISTS newsroom_publications (
        id INTEGER PRIMARY KEY,
        title TEXT NOT NULL
    )",
    "CREATE TABLE IF NOT EXISTS newsroom_article_publications (
        article_id INTEGER NOT NULL REFERENCES newsroom_articles (id),
        publication_id INTEGER NOT NULL REFERENCES newsroom_publications (id),
        PRIMARY KEY (article_id, publication_id)
    )",
    "CREATE INDEX IF NOT EXISTS newsroom_articles_reporter ON newsroom_articles (reporter_id, pub_date DESC, id)",
    "CREATE INDEX IF NOT EXISTS newsroom_articles_section ON newsroom_articles (section)",
];

/// How many rows SQLite, which works in a thread of its own, hands over before it waits for the reader. The default of
/// 50 costs a long answer a hundred switches between threads, in every mode.
const ROWS_AT_ONCE: usize = 10_000;

/// Returns the options of a database that this process shares between its connections and that ends with the last of
/// them.
///
/// The `memdb` file system of SQLite lets several connections read at once, which a shared cache does not.
pub fn in_memory() -> ConnectOptions {
    ConnectOptions::new().filename("/newsroom").vfs("memdb").row_buffer_size(ROWS_AT_ONCE)
}

/// Returns the options of a database in a file, which is created if it is missing.
pub fn file(url: &str) -> Result<ConnectOptions, sqlx::Error> {
    Ok(url.parse::<ConnectOptions>()?.create_if_missing(true).row_buffer_size(ROWS_AT_ONCE))
}

#[path = "app.rs"]
pub mod app;
