//! Statements and maps by hand: the root resolver reads everything the query can ask for with two
//! statements, the others only look into what it read. Nothing that goes through resolvers is faster,
//! and nothing of it survives the next change of the query.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use async_graphql::{Context, EmptyMutation, EmptySubscription, Object, Result, Schema};
use chrono::NaiveDate;
use sqlx::{FromRow, Pool, QueryBuilder};

use super::super::Db;

pub fn schema(pool: Pool<Db>) -> Schema<Query, EmptyMutation, EmptySubscription> {
    Schema::build(Query, EmptyMutation, EmptySubscription).data(pool).finish()
}

#[derive(FromRow)]
struct ReporterRow {
    id: i64,
    name: String,
    email: String,
}

#[derive(FromRow)]
struct ArticleRow {
    id: i64,
    headline: String,
    pub_date: NaiveDate,
    section: String,
    reporter_id: i64,
}

/// Everything one query can reach.
struct Preloaded {
    reporters: Vec<ReporterRow>,
    /// By reporter, then in the order in which they are shown.
    articles: Vec<ArticleRow>,
    reporter_at: HashMap<i64, usize>,
    articles_of: HashMap<i64, Range<usize>>,
}

impl Preloaded {
    async fn read(pool: &Pool<Db>, first: i64) -> sqlx::Result<Self> {
        let reporters: Vec<ReporterRow> =
            QueryBuilder::new("SELECT id, name, email FROM newsroom_reporters ORDER BY id LIMIT ")
                .push_bind(first)
                .build_query_as()
                .fetch_all(pool)
                .await?;
        // The reporters are the first ones by id, so their articles need no list of ids.
        let articles: Vec<ArticleRow> = QueryBuilder::new(
            "SELECT id, headline, pub_date, section, reporter_id FROM newsroom_articles WHERE reporter_id <= ",
        )
        .push_bind(reporters.last().map_or(0, |reporter| reporter.id))
        .push(" ORDER BY reporter_id, pub_date DESC, id")
        .build_query_as()
        .fetch_all(pool)
        .await?;

        let reporter_at = reporters.iter().enumerate().map(|(at, reporter)| (reporter.id, at)).collect();
        let mut articles_of = HashMap::with_capacity(reporters.len());
        let mut start = 0;
        for same in articles.chunk_by(|a, b| a.reporter_id == b.reporter_id) {
            articles_of.insert(same[0].reporter_id, start..start + same.len());
            start += same.len();
        }
        Ok(Self { reporters, articles, reporter_at, articles_of })
    }
}

pub struct Reporter {
    preloaded: Arc<Preloaded>,
    at: usize,
}

impl Reporter {
    fn row(&self) -> &ReporterRow {
        &self.preloaded.reporters[self.at]
    }
}

pub struct Article {
    preloaded: Arc<Preloaded>,
    at: usize,
}

impl Article {
    fn row(&self) -> &ArticleRow {
        &self.preloaded.articles[self.at]
    }
}

pub struct Query;

#[Object]
impl Query {
    async fn reporters(&self, ctx: &Context<'_>, first: i64) -> Result<Vec<Reporter>> {
        let preloaded = Arc::new(Preloaded::read(ctx.data()?, first).await?);
        let all = 0..preloaded.reporters.len();
        Ok(all.map(|at| Reporter { preloaded: Arc::clone(&preloaded), at }).collect())
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
        let own = self.preloaded.articles_of.get(&self.row().id).cloned().unwrap_or_default();
        own.map(|at| Article { preloaded: Arc::clone(&self.preloaded), at }).collect()
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
        let at = self.preloaded.reporter_at[&self.row().reporter_id];
        Reporter { preloaded: Arc::clone(&self.preloaded), at }
    }
}
