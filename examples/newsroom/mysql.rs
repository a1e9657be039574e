//! The application on MySQL and MariaDB.

pub type Db = sqlx::MySql;
pub type ConnectOptions = sqlx::mysql::MySqlConnectOptions;

pub const TABLES: [&str; 4] = [
    "CREATE TABLE IF NOT EXISTS newsroom_reporters (
        id BIGINT PRIMARY KEY,
        name VARCHAR(200) NOT NULL,
        email VARCHAR(200) NOT NULL UNIQUE,
        editor_id BIGINT,
        FOREIGN KEY (editor_id) REFERENCES newsroom_reporters (id)
    )",
    "CREATE TABLE IF NOT EXISTS newsroom_articles (
        id BIGINT PRIMARY KEY,
        headline VARCHAR(200) NOT NULL,
        pub_date DATE NOT NULL,
        section VARCHAR(50) NOT NULL,
        reporter_id BIGINT NOT NULL,
        INDEX (reporter_id, pub_date, id),
        INDEX (section),
        FOREIGN KEY (reporter_id) REFERENCES newsroom_reporters (id)
    )",
    "CREATE TABLE IF NOT EXISTS newsroom_publications (
        id BIGINT PRIMARY KEY,
        title VARCHAR(200) NOT NULL
    )",
    "CREATE TABLE IF NOT EXISTS newsroom_article_publications (
        article_id BIGINT NOT NULL,
        publication_id BIGINT NOT NULL,
        PRIMARY KEY (article_id, publication_id),
        FOREIGN KEY (article_id) REFERENCES newsroom_articles (id),
        FOREIGN KEY (publication_id) REFERENCES newsroom_publications (id)
    )",
];

#[path = "app.rs"]
pub mod app;
