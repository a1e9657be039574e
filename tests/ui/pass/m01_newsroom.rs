//! The contract of the README: two models, each the other's relation.
#![deny(warnings, missing_docs, unsafe_code)]

use batchload::{BatchLoad, Dialect, Error, LoadFrom, Loaders, Lookup, Many, Model, One};
use sqlx::Sqlite;

/// A reporter.
#[derive(Clone, Debug, sqlx::FromRow, BatchLoad)]
#[batch_load(table = "reporters")]
#[has_many(Article, order_by(pub_date desc, id))]
#[has_many(Article, name = drafts)]
#[has_one(Article, name = first)]
pub struct Reporter {
    /// The key.
    pub id: i64,
    /// The address.
    #[batch_load(unique)]
    pub email: String,
}

/// An article.
#[derive(Clone, Debug, sqlx::FromRow, BatchLoad)]
#[batch_load(table = "articles")]
pub struct Article {
    /// The key.
    pub id: i64,
    /// The headline.
    pub headline: String,
    /// The day.
    pub pub_date: chrono::NaiveDate,
    /// The author.
    #[belongs_to(Reporter)]
    pub reporter_id: i64,
    /// The editor.
    #[belongs_to(Reporter)]
    pub editor_id: Option<i64>,
    /// The author's address.
    #[belongs_to(Reporter, name = correspondent, references = email)]
    pub correspondent_email: Option<String>,
    /// The section.
    #[batch_load(index)]
    pub section: String,
}

/// Generic over the database, with one bound for each lookup.
pub async fn generic<DB: Dialect>(article: &Article, loaders: &Loaders<DB>) -> Result<(), Error>
where
    <Reporter as Model>::ById: LoadFrom<DB>,
{
    let by_id: Option<One<Reporter>> = Reporter::by_id(loaders).load(1).await?;
    let author: One<Reporter> = article.load_reporter(loaders).await?;
    let editor: Option<One<Reporter>> = article.load_editor(loaders).await?;
    drop((by_id, author, editor));
    Ok(())
}

/// On one database, without any bound.
pub async fn concrete(reporter: &Reporter, loaders: &Loaders<Sqlite>) -> Result<(), Error> {
    let articles: Many<Article> = reporter.load_articles(loaders).await?;
    let drafts: Many<Article> = reporter.load_drafts(loaders).await?;
    let first: Option<One<Article>> = reporter.load_first(loaders).await?;
    let by_email: Option<One<Reporter>> = Reporter::by_email(loaders).load(String::new()).await?;
    let by_section: Many<Article> = Article::by_section(loaders).load(String::new()).await?;
    drop((articles, drafts, first, by_email, by_section));
    Ok(())
}

/// A load borrows nothing, and can be awaited on any thread.
pub fn send(
    article: &Article,
    loaders: &Loaders<Sqlite>,
) -> impl std::future::Future<Output = Result<One<Reporter>, Error>> + Send + 'static + use<> {
    article.load_reporter(loaders)
}

fn main() {
    assert_eq!(Reporter::TABLE, ["reporters"]);
    assert_eq!(<Reporter as Model>::ById::NAME, "Reporter::by_id");
    assert_eq!(Article::COLUMNS.len(), 7);
}
