//! The application on PostgreSQL.

pub type Db = sqlx::Postgres;
pub type ConnectOptions = sqlx::postgres::PgConnectOptions;

pub const TABLES: [&str; 6] = [
    "CREATE TABLE IF NOT EXISTS newsroom_reporters (
        id BIGINT PRIMARY KEY,
        name TEXT NOT NULL,
        email TEXT NOT NULL UNIQUE,
        editor_id BIGINT REFERENCES newsroom_reporters (id)
    )",
    "CREATE TABLE IF NOT EXISTS newsroom_articles (
        id BIGINT PRIMARY KEY,
        headline TEXT NOT NULL,
        pub_date DATE NOT NULL,
        section TEXT NOT NULL,
        reporter_id BIGINT NOT NULL REFERENCES newsroom_reporters (id)
    )",
    "CREATE TABLE IF NOT EXISTS newsroom_publications (
        id BIGINT PRIMARY KEY,
        title TEXT NOT NULL
    )",
    "CREATE TABLE IF NOT EXISTS newsroom_article_publications (
        article_id BIGINT NOT NULL REFERENCES newsroom_articles (id),
        publication_id BIGINT NOT NULL REFERENCES newsroom_publications (id),
        PRIMARY KEY (article_id, publication_id)
    )",
    "CREATE INDEX IF NOT EXISTS newsroom_articles_reporter ON newsroom_articles (reporter_id, pub_date DESC, id)",
    "CREATE INDEX IF NOT EXISTS newsroom_articles_section ON newsroom_articles (section)",
];

#[path = "app.rs"]
pub mod app;
