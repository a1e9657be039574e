//! Rows and statements as they are written by hand.

use async_graphql::SimpleObject;
use sqlx::{FromRow, Pool};

use super::super::parameter;
use super::Db;

#[derive(Clone, Debug, FromRow)]
pub struct Reporter {
    pub id: i64,
    pub name: String,
    pub email: String,
}

#[derive(Clone, Debug, FromRow)]
pub struct Article {
    pub id: i64,
    pub headline: String,
    pub section: String,
    pub reporter_id: i64,
}

#[derive(Clone, Debug, FromRow, SimpleObject)]
pub struct Publication {
    pub id: i64,
    pub title: String,
}

/// A publication, and the article that is in it.
#[derive(Clone, Debug, FromRow)]
pub struct Printed {
    pub article_id: i64,
    #[sqlx(flatten)]
    pub publication: Publication,
}

pub async fn reporters(pool: &Pool<Db>) -> sqlx::Result<Vec<Reporter>> {
    sqlx::query_as("SELECT id, name, email FROM reporters ORDER BY id").fetch_all(pool).await
}

pub async fn reporters_of(pool: &Pool<Db>, ids: &[i64]) -> sqlx::Result<Vec<Reporter>> {
    let sql = concat!("SELECT id, name, email FROM reporters WHERE id", is_one_of!());
    sqlx::query_as(sql).bind(parameter(ids)).fetch_all(pool).await
}

/// Reads all articles, ordered by reporter.
pub async fn articles(pool: &Pool<Db>) -> sqlx::Result<Vec<Article>> {
    let sql = "SELECT id, headline, section, reporter_id FROM articles ORDER BY reporter_id, id";
    sqlx::query_as(sql).fetch_all(pool).await
}

pub async fn articles_of(pool: &Pool<Db>, reporters: &[i64]) -> sqlx::Result<Vec<Article>> {
    let sql = concat!(
        "SELECT id, headline, section, reporter_id FROM articles WHERE reporter_id",
        is_one_of!(),
        " ORDER BY reporter_id, id"
    );
    sqlx::query_as(sql).bind(parameter(reporters)).fetch_all(pool).await
}

/// Reads the publications of all articles, ordered by article.
pub async fn printed(pool: &Pool<Db>) -> sqlx::Result<Vec<Printed>> {
    let sql = "SELECT article_id, id, title FROM article_publications JOIN publications ON id = publication_id \
        ORDER BY article_id, id";
    sqlx::query_as(sql).fetch_all(pool).await
}

pub async fn printed_of(pool: &Pool<Db>, articles: &[i64]) -> sqlx::Result<Vec<Printed>> {
    let sql = concat!(
        "SELECT article_id, id, title FROM article_publications JOIN publications ON id = publication_id \
         WHERE article_id",
        is_one_of!(),
        " ORDER BY article_id, id"
    );
    sqlx::query_as(sql).bind(parameter(articles)).fetch_all(pool).await
}
