//! The models that most tests share, and their tables. Holds no assertions.

use batchload::{BatchLoad, Dialect, Loaders};
use sqlx::FromRow;

use super::database::Tested;

/// A reporter, who writes articles.
#[derive(Clone, Debug, PartialEq, FromRow, BatchLoad)]
#[batch_load(table = "reporters")]
#[has_many(Article, order_by(pub_date desc, id))]
#[has_many(Article, name = edited, foreign_key = editor_id)]
pub struct Reporter {
    pub id: i64,
    #[batch_load(unique)]
    pub email: String,
}

/// An article, which a reporter wrote and sometimes another edited.
#[derive(Clone, Debug, PartialEq, FromRow, BatchLoad)]
#[batch_load(table = "articles")]
pub struct Article {
    pub id: i64,
    pub headline: String,
    pub pub_date: chrono::NaiveDate,
    #[belongs_to(Reporter)]
    pub reporter_id: i64,
    #[belongs_to(Reporter)]
    pub editor_id: Option<i64>,
    #[batch_load(index)]
    pub section: String,
}

/// Three reporters and five articles, in SQL that every database understands.
pub const NEWSROOM: &str = "
    CREATE TABLE reporters (id BIGINT PRIMARY KEY, email VARCHAR(99) NOT NULL UNIQUE);
    CREATE TABLE articles (
        id BIGINT PRIMARY KEY,
        headline VARCHAR(99) NOT NULL,
        pub_date DATE NOT NULL,
        reporter_id BIGINT NOT NULL,
        editor_id BIGINT,
        section VARCHAR(99) NOT NULL
    );
    INSERT INTO reporters VALUES (1, 'ada@example.org'), (2, 'grace@example.org'), (3, 'idle@example.org');
    INSERT INTO articles VALUES
        (10, 'Engines', '2024-01-01', 1, NULL, 'science'),
        (11, 'Notes', '2024-03-01', 1, 2, 'science'),
        (12, 'Compilers', '2024-02-01', 2, 1, 'science'),
        (13, 'Moths', '2024-02-01', 2, 1, 'nature'),
        (14, 'Weather', '2024-01-15', 1, 2, 'nature');
";

/// Runs a statement on the connection of the loaders, and clears the loaders.
pub async fn write<DB: Tested + Dialect>(loaders: &Loaders<DB>, sql: &str) {
    let mut connection = loaders.connection().await.expect("there is a connection");
    DB::run(&mut connection, sql).await.expect("the statement is right");
    loaders.clear();
}

/// Gives a reporter another address, by `write`.
pub async fn rename<DB: Tested + Dialect>(loaders: &Loaders<DB>, id: i64, email: &str) {
    write(loaders, &format!("UPDATE reporters SET email = '{email}' WHERE id = {id}")).await;
}
