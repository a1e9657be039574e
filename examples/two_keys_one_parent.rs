//! Two foreign keys to one table: an article has a reporter and perhaps an editor, and both are reporters.
//!
//! ```sh
//! cargo run --example two_keys_one_parent
//! ```

#![allow(missing_docs, clippy::print_stdout, reason = "a small program that shows one thing")]

use batchload::{BatchLoad, Loaders, Many, One};
use futures_util::future::try_join_all;
use futures_util::try_join;
use sqlx::FromRow;
use sqlx::sqlite::SqlitePoolOptions;

#[derive(Clone, Debug, FromRow, BatchLoad)]
// Two relations to the same model: each names its foreign key, and one needs another name.
#[has_many(Article, foreign_key = reporter_id)]
#[has_many(Article, foreign_key = editor_id, name = edited_articles)]
pub struct Reporter {
    pub id: i64,
    pub name: String,
}

#[derive(Clone, Debug, FromRow, BatchLoad)]
pub struct Article {
    pub id: i64,
    pub headline: String,
    #[belongs_to(Reporter)]
    pub reporter_id: i64,
    #[belongs_to(Reporter)]
    pub editor_id: Option<i64>,
}

const DATA: &str = "
    CREATE TABLE reporters (id INTEGER PRIMARY KEY, name TEXT NOT NULL);
    CREATE TABLE articles (
        id INTEGER PRIMARY KEY, headline TEXT NOT NULL,
        reporter_id INTEGER NOT NULL REFERENCES reporters (id), editor_id INTEGER REFERENCES reporters (id)
    );
    INSERT INTO reporters VALUES (1, 'Nellie Bly'), (2, 'Ida Wells'), (3, 'Egon Kisch');
    INSERT INTO articles VALUES
        (1, 'Around the World', 1, 2), (2, 'Southern Horrors', 2, NULL), (3, 'The Raging Reporter', 3, 1);
";

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let pool = SqlitePoolOptions::new().max_connections(1).connect("sqlite::memory:").await?;
    sqlx::raw_sql(DATA).execute(&pool).await?;
    let articles: Vec<Article> =
        sqlx::query_as("SELECT id, headline, reporter_id, editor_id FROM articles ORDER BY id")
            .fetch_all(&pool)
            .await?;

    let loaders = Loaders::new(pool);
    // Both relations load reporters by id: a key that they share is sent once.
    let people: Vec<(One<Reporter>, Option<One<Reporter>>)> =
        try_join_all(articles.iter().map(|article| async {
            try_join!(article.load_reporter(&loaders), article.load_editor(&loaders))
        }))
        .await?;
    for (article, (reporter, editor)) in articles.iter().zip(&people) {
        let editor = editor.as_ref().map_or("nobody", |editor| &editor.name);
        println!("{}, by {}, edited by {editor}", article.headline, reporter.name);
    }
    println!("{} loads, {} statement\n", loaders.stats().loads, loaders.stats().statements);
    assert_eq!(loaders.stats().statements, 1);

    // The reverse relations have to name the key, because there are two.
    let bly = &people[0].0;
    let written: Many<Article> = bly.load_articles(&loaders).await?;
    let edited: Many<Article> = bly.load_edited_articles(&loaders).await?;
    println!("{} wrote {:?} and edited {:?}", bly.name, written[0].headline, edited[0].headline);
    assert_eq!((written[0].id, edited[0].id), (1, 3));
    Ok(())
}
