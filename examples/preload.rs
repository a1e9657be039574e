//! A tree of relations for a plain handler: loaded level by level, then read without awaiting.
//!
//! ```sh
//! cargo run --example preload
//! ```

#![allow(missing_docs, clippy::print_stdout, reason = "a small program that shows one thing")]

use std::fmt::Write;

use batchload::{BatchLoad, Loaders};
use sqlx::sqlite::SqlitePoolOptions;
use sqlx::{FromRow, Sqlite};

#[derive(Clone, Debug, FromRow, BatchLoad)]
#[has_many(Article, order_by(year), count)]
#[has_many(Article, name = recent, filter = "year >= :since", args(since: i64))]
pub struct Reporter {
    pub id: i64,
    pub name: String,
}

#[derive(Clone, Debug, FromRow, BatchLoad)]
#[many_to_many(Paper, through = "article_papers", order_by(title))]
pub struct Article {
    pub id: i64,
    pub headline: String,
    pub year: i64,
    #[belongs_to(Reporter)]
    pub reporter_id: i64,
    #[belongs_to(Reporter)]
    pub editor_id: Option<i64>,
}

#[derive(Clone, Debug, FromRow, BatchLoad)]
pub struct Paper {
    pub id: i64,
    pub title: String,
}

/// Returns what `GET /reporters` would answer: each reporter with the articles, and each article with its papers and
/// its editor.
async fn overview(loaders: &Loaders<Sqlite>) -> Result<String, Box<dyn std::error::Error>> {
    let query = sqlx::query_as("SELECT id, name FROM reporters ORDER BY id");
    let rows: Vec<Reporter> = query.fetch_all(&mut *loaders.connection().await?).await?;

    let articles = Reporter::preload_articles().with((Article::preload_papers(), Article::preload_editor()));
    let tree = (articles, Reporter::preload_recent(1900), Reporter::preload_articles_count());
    let reporters = loaders.preload(&rows, tree).await?;

    // From here on, the code awaits nothing, and nothing that it reads can be missing.
    let mut page = String::new();
    for reporter in &reporters {
        let (articles, recent, count) = reporter.related();
        writeln!(page, "{}: {count} articles, {} of them since 1900", reporter.name, recent.len())?;
        for article in articles {
            let (papers, editor) = article.related();
            let papers: Vec<_> = papers.iter().map(|paper| paper.title.as_str()).collect();
            let editor = editor.as_ref().map_or("nobody", |editor| editor.name.as_str());
            writeln!(page, "  {} in {}, edited by {editor}", article.headline, papers.join(" and "))?;
        }
    }
    Ok(page)
}

const DATA: &str = "
    CREATE TABLE reporters (id INTEGER PRIMARY KEY, name TEXT NOT NULL);
    CREATE TABLE articles (
        id INTEGER PRIMARY KEY, headline TEXT NOT NULL, year INTEGER NOT NULL,
        reporter_id INTEGER NOT NULL, editor_id INTEGER
    );
    CREATE TABLE papers (id INTEGER PRIMARY KEY, title TEXT NOT NULL);
    CREATE TABLE article_papers (article_id INTEGER NOT NULL, paper_id INTEGER NOT NULL);
    INSERT INTO reporters VALUES (1, 'Nellie Bly'), (2, 'Ida Wells'), (3, 'Egon Kisch');
    INSERT INTO articles VALUES
        (1, 'Around the World', 1889, 1, NULL), (2, 'Southern Horrors', 1892, 2, 1),
        (3, 'The Red Record', 1895, 2, NULL), (4, 'Rushing About', 1925, 3, 2);
    INSERT INTO papers VALUES (1, 'New York World'), (2, 'New York Age');
    INSERT INTO article_papers VALUES (1, 1), (2, 2), (3, 2), (3, 1), (4, 1);
";

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let pool = SqlitePoolOptions::new().max_connections(1).connect("sqlite::memory:").await?;
    sqlx::raw_sql(DATA).execute(&pool).await?;

    let loaders = Loaders::new(pool);
    let page = loaders.drive(overview(&loaders)).await?;
    print!("{page}");

    let statements = loaders.stats().statements;
    println!("statements of the loaders: {statements}");
    assert_eq!(statements, 5, "one for each relation in the tree");
    assert!(page.contains("The Red Record in New York Age and New York World, edited by nobody"));
    Ok(())
}
