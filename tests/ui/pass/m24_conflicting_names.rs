//! User-defined types with names that the derive makes up, and names that are chosen to avoid a clash.
#![deny(warnings)]

use batchload::{BatchLoad, Loaders, Many, Model, One};
use sqlx::Sqlite;

/// Has the name of the lookup of an article by its id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, sqlx::Type)]
#[sqlx(transparent)]
pub struct ArticleById(i64);

/// Has the name of the lookup by `section`, and of a relation of `Reporter`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, sqlx::Type)]
#[sqlx(transparent)]
pub struct ArticleBySection(String);

#[derive(Clone, Debug, PartialEq, Eq, Hash, sqlx::Type)]
#[sqlx(transparent)]
pub struct ReporterLoadFirst(String);

#[derive(sqlx::FromRow, BatchLoad)]
#[has_many(Article)]
#[has_many(Article, name = edited, foreign_key = editor_id)]
#[has_one(Article, name = first)]
pub struct Reporter {
    pub id: i64,
    pub motto: ReporterLoadFirst,
}

#[derive(sqlx::FromRow, BatchLoad)]
#[batch_load(table = "articles")]
pub struct Article {
    pub id: ArticleById,
    #[batch_load(index)]
    pub section: ArticleBySection,
    /// Two relations to one model.
    #[belongs_to(Reporter)]
    pub reporter_id: i64,
    #[belongs_to(Reporter)]
    pub editor_id: Option<i64>,
}

/// Has the name of a type parameter.
#[derive(sqlx::FromRow, BatchLoad)]
#[has_many(DB, name = parts, foreign_key = whole_id, count, page)]
#[many_to_many(DB, name = copies, through = "db_copies", foreign_key = "original", target_key = "copy")]
#[ancestors(foreign_key = whole_id)]
pub struct DB {
    pub id: i64,
    #[belongs_to(DB)]
    pub whole_id: Option<i64>,
    pub holder_type: String,
    #[belongs_to(Holder, kind = holder_type)]
    pub holder_id: i64,
}

#[derive(BatchLoad)]
pub enum Holder {
    DB(One<DB>),
    Reporter(One<Reporter>),
}

pub async fn hold(db: &DB, loaders: &Loaders<Sqlite>) -> Result<Holder, batchload::Error> {
    let _: Many<DB> = db.load_parts(loaders).await?;
    let _: Option<One<DB>> = db.load_whole(loaders).await?;
    db.load_holder(loaders).await
}

pub async fn load(reporter: &Reporter, loaders: &Loaders<Sqlite>) -> Result<(), batchload::Error> {
    let _: Option<One<Article>> = Article::by_id(loaders).load(ArticleById(7)).await?;
    let _: Many<Article> = Article::by_section(loaders).load(ArticleBySection(String::new())).await?;
    let _: Many<Article> = reporter.load_articles(loaders).await?;
    let _: Many<Article> = reporter.load_edited(loaders).await?;
    let _: Option<One<Article>> = reporter.load_first(loaders).await?;
    Ok(())
}

fn main() {
    assert_eq!(Article::NAME, "Article");
}
