//! Two models, their derive, and what the derive saves: nine loads take two statements.
//!
//! ```sh
//! cargo run --example quickstart
//! ```

#![allow(missing_docs, clippy::print_stdout, reason = "a small program that shows one thing")]

use batchload::{BatchLoad, Loaders, Many, One};
use futures_util::future::try_join_all;
use sqlx::FromRow;
use sqlx::sqlite::SqlitePoolOptions;

#[derive(Clone, Debug, FromRow, BatchLoad)]
#[batch_load(table = "reporters")]
#[has_many(Article, order_by(pub_date desc, id))]
pub struct Reporter {
    pub id: i64,
    pub name: String,
    #[batch_load(unique)]
    pub email: String,
}

#[derive(Clone, Debug, FromRow, BatchLoad)]
#[batch_load(table = "articles")]
pub struct Article {
    pub id: i64,
    pub headline: String,
    pub pub_date: chrono::NaiveDate,
    #[belongs_to(Reporter)]
    pub reporter_id: i64,
}

const DATA: &str = "
    CREATE TABLE reporters (id INTEGER PRIMARY KEY, name TEXT NOT NULL, email TEXT NOT NULL UNIQUE);
    CREATE TABLE articles (
        id INTEGER PRIMARY KEY, headline TEXT NOT NULL, pub_date DATE NOT NULL,
        reporter_id INTEGER NOT NULL REFERENCES reporters (id)
    );
    INSERT INTO reporters VALUES
        (1, 'Nellie Bly', 'nellie@example.org'), (2, 'Ida Wells', 'ida@example.org'),
        (3, 'Egon Kisch', 'egon@example.org');
    INSERT INTO articles VALUES
        (1, 'Ten Days in a Mad-House', '1887-10-09', 1), (2, 'Around the World', '1890-01-25', 1),
        (3, 'Southern Horrors', '1892-10-26', 2), (4, 'The Red Record', '1895-01-01', 2),
        (5, 'The Raging Reporter', '1924-11-01', 3);
";

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let pool = SqlitePoolOptions::new().max_connections(1).connect("sqlite::memory:").await?;
    sqlx::raw_sql(DATA).execute(&pool).await?;

    // Make new loaders for each request: they remember the rows that they found for as long as they live.
    let loaders = Loaders::new(pool);

    // Keys that are loaded at the same time go in one batch; the answers come in the order of the keys.
    let reporters: Vec<Option<One<Reporter>>> = Reporter::by_id(&loaders).load_many([1, 2, 3, 4]).await?;
    assert!(reporters[3].is_none(), "nobody has the id 4");

    // So do the keys of relations, from wherever they are loaded.
    let reporters: Vec<One<Reporter>> = reporters.into_iter().flatten().collect();
    let articles: Vec<Many<Article>> =
        try_join_all(reporters.iter().map(|reporter| reporter.load_articles(&loaders))).await?;
    for (reporter, articles) in reporters.iter().zip(&articles) {
        println!("{}", reporter.name);
        for article in articles {
            println!("    {} {}", article.pub_date, article.headline);
        }
    }

    // The loaders already know these reporters, by id and by address.
    let author: One<Reporter> = articles[0][0].load_reporter(&loaders).await?;
    let same = Reporter::by_email(&loaders).load("nellie@example.org".to_owned()).await?;
    assert_eq!(Some(author.id), same.map(|reporter| reporter.id));

    let stats = loaders.stats();
    println!("\n{} loads, {} statements", stats.loads, stats.statements);
    for (lookup, stats) in stats.lookups() {
        println!("    {lookup}: {} loads, {} keys, {} rows", stats.loads, stats.keys, stats.rows);
    }
    assert_eq!((stats.loads, stats.statements), (9, 2));
    Ok(())
}
