//! The application on PostgreSQL.

pub type Db = sqlx::Postgres;
pub type ConnectOptions = sqlx::postgres::PgConnectOptions;

pub const TABLES: [&str; 4] = [
    "CREATE TABLE IF NOT EXISTS newsroom_reporters (
        id BIGINT PRIMARY KEY,
        name TEXT NOT NULL,
        email TEXT NOT NULL UNIQUE
    )",
    "CREATE TABLE IF NOT EXISTS newsroom_articles (
        id BIGINT PRIMARY KEY,
        headline TEXT NOT NULL,
        pub_date DATE NOT NULL,
        section TEXT NOT NULL,
        reporter_id BIGINT NOT NULL REFERENCES newsroom_reporters (id)
    )",
    "CREATE INDEX IF NOT EXISTS newsroom_articles_reporter ON newsroom_articles (reporter_id, pub_date DESC, id)",
    "CREATE INDEX IF NOT EXISTS newsroom_articles_section ON newsroom_articles (section)",
];

#[path = "app.rs"]
pub mod app;
