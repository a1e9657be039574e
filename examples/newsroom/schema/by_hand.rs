//! The schema with statements and maps by hand: the root resolver reads everything that the query can ask for with two
//! statements, and the other resolvers only look into the maps. Nothing that goes through resolvers is faster, and none
//! of this code survives the next change of the query.

use std::sync::Arc;

use async_graphql::{Context, EmptyMutation, EmptySubscription, Object, Result, Schema, SimpleObject};
use chrono::NaiveDate;
use sqlx::Pool;

use self::rows::{ArticleRow, ReporterRow, RowsByKey};
use super::super::Db;
use crate::compare::PAGE;

mod rows;

pub fn schema(pool: Pool<Db>) -> Schema<Query, EmptyMutation, EmptySubscription> {
    Schema::build(Query, EmptyMutation, EmptySubscription).data(pool).finish()
}

pub struct Reporter {
    rows: Arc<RowsByKey>,
    at: usize,
}

impl Reporter {
    fn row(&self) -> &ReporterRow {
        &self.rows.reporters[self.at]
    }

    fn known_articles(&self) -> Vec<Article> {
        let own = self.rows.articles_of.get(&self.row().id).cloned().unwrap_or_default();
        own.map(|at| Article { rows: Arc::clone(&self.rows), at }).collect()
    }
}

pub struct Article {
    rows: Arc<RowsByKey>,
    at: usize,
}

impl Article {
    fn row(&self) -> &ArticleRow {
        &self.rows.articles[self.at]
    }
}

#[derive(SimpleObject)]
pub struct Publication {
    id: i64,
    title: String,
}

#[derive(SimpleObject)]
pub struct ArticlesPage {
    nodes: Vec<Article>,
    total_count: i64,
    has_next_page: bool,
}

pub struct Query;

#[Object]
impl Query {
    async fn reporters(&self, ctx: &Context<'_>, first: i64) -> Result<Vec<Reporter>> {
        let pool = ctx.data()?;
        let rows = Arc::new(if ctx.look_ahead().field("articlesPage").exists() {
            RowsByKey::with_pages(pool, first, PAGE).await?
        } else {
            RowsByKey::with_articles(pool, first).await?
        });
        let all = 0..rows.reporters.len();
        Ok(all.map(|at| Reporter { rows: Arc::clone(&rows), at }).collect())
    }
}

#[Object]
impl Reporter {
    async fn id(&self) -> i64 {
        self.row().id
    }

    async fn name(&self) -> &str {
        &self.row().name
    }

    async fn email(&self) -> &str {
        &self.row().email
    }

    async fn articles(&self) -> Vec<Article> {
        self.known_articles()
    }

    async fn articles_page(&self, first: i64) -> ArticlesPage {
        let total_count = self.rows.total_of.get(&self.row().id).copied().unwrap_or_default();
        ArticlesPage { nodes: self.known_articles(), total_count, has_next_page: total_count > first }
    }

    async fn editor(&self) -> Option<Reporter> {
        let at = self.rows.reporter_at[&self.row().editor_id?];
        Some(Reporter { rows: Arc::clone(&self.rows), at })
    }
}

#[Object]
impl Article {
    async fn id(&self) -> i64 {
        self.row().id
    }

    async fn headline(&self) -> &str {
        &self.row().headline
    }

    async fn pub_date(&self) -> NaiveDate {
        self.row().pub_date
    }

    async fn section(&self) -> &str {
        &self.row().section
    }

    async fn reporter(&self) -> Reporter {
        let at = self.rows.reporter_at[&self.row().reporter_id];
        Reporter { rows: Arc::clone(&self.rows), at }
    }
    async fn publications(&self) -> Vec<Publication> {
        let own = self.rows.publications_of.get(&self.row().id).into_iter().flatten();
        own.map(|(id, title)| Publication { id: *id, title: title.clone() }).collect()
    }
}
