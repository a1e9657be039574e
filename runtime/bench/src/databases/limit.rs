//! Statements and maps written by hand: the root resolver reads all rows that the query can reach, and the other
//! resolvers only look them up. Nothing that goes through resolvers is faster.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use async_graphql::{Context, EmptyMutation, EmptySubscription, Object, Result, Schema};
use sqlx::Pool;

use super::super::super::Execute;
use super::{Db, rows};

/// The rows that the second and the third statement ask for.
#[derive(Clone, Copy, Debug)]
pub enum Asks {
    /// Whole tables, because this query happens to want every row. No general loader could know that.
    Everything,
    /// The rows of the keys that the statement before found, as a loader has to.
    Keys,
}

pub fn execute(pool: &Pool<Db>, asks: Asks) -> Execute {
    let schema =
        Schema::build(Query, EmptyMutation, EmptySubscription).data(pool.clone()).data(asks).finish();
    Arc::new(move |request| {
        let schema = schema.clone();
        Box::pin(async move { schema.execute(request).await })
    })
}

/// All rows that one query can reach.
struct Known {
    reporters: Vec<rows::Reporter>,
    reporter_at: HashMap<i64, usize>,
    articles: Vec<rows::Article>,
    articles_of: HashMap<i64, Range<usize>>,
    printed: Vec<rows::Printed>,
    printed_in: HashMap<i64, Range<usize>>,
}

impl Known {
    async fn read(pool: &Pool<Db>, asks: Asks, publications: bool) -> sqlx::Result<Self> {
        let reporters = rows::reporters(pool).await?;
        let articles = match asks {
            Asks::Everything => rows::articles(pool).await?,
            Asks::Keys => {
                let ids: Vec<i64> = reporters.iter().map(|reporter| reporter.id).collect();
                rows::articles_of(pool, &ids).await?
            }
        };
        let printed = match asks {
            _ if !publications => Vec::new(),
            Asks::Everything => rows::printed(pool).await?,
            Asks::Keys => {
                let ids: Vec<i64> = articles.iter().map(|article| article.id).collect();
                rows::printed_of(pool, &ids).await?
            }
        };
        Ok(Self {
            reporter_at: reporters.iter().enumerate().map(|(at, reporter)| (reporter.id, at)).collect(),
            articles_of: ranges(&articles, |article| article.reporter_id),
            printed_in: ranges(&printed, |printed| printed.article_id),
            reporters,
            articles,
            printed,
        })
    }
}

/// Returns the range of the rows of each key. Rows of equal keys are adjacent.
fn ranges<T>(rows: &[T], key: impl Fn(&T) -> i64) -> HashMap<i64, Range<usize>> {
    let mut ranges = HashMap::new();
    let mut start = 0;
    for same in rows.chunk_by(|a, b| key(a) == key(b)) {
        ranges.insert(key(&same[0]), start..start + same.len());
        start += same.len();
    }
    ranges
}

struct Query;

#[Object]
impl Query {
    async fn reporters(&self, ctx: &Context<'_>) -> Result<Vec<Reporter>> {
        let publications = ctx.look_ahead().field("articles").field("publications").exists();
        let known = Arc::new(Known::read(ctx.data()?, *ctx.data()?, publications).await?);
        Ok((0..known.reporters.len()).map(|at| Reporter { known: Arc::clone(&known), at }).collect())
    }
}

struct Reporter {
    known: Arc<Known>,
    at: usize,
}

#[Object]
impl Reporter {
    async fn name(&self) -> &str {
        &self.known.reporters[self.at].name
    }

    async fn email(&self) -> &str {
        &self.known.reporters[self.at].email
    }

    async fn articles(&self) -> Vec<Article> {
        let own = self.known.articles_of.get(&self.known.reporters[self.at].id).cloned().unwrap_or_default();
        own.map(|at| Article { known: Arc::clone(&self.known), at }).collect()
    }
}

struct Article {
    known: Arc<Known>,
    at: usize,
}

#[Object]
impl Article {
    async fn headline(&self) -> &str {
        &self.known.articles[self.at].headline
    }

    async fn section(&self) -> &str {
        &self.known.articles[self.at].section
    }

    async fn reporter(&self) -> Reporter {
        let at = self.known.reporter_at[&self.known.articles[self.at].reporter_id];
        Reporter { known: Arc::clone(&self.known), at }
    }

    async fn publications(&self) -> Vec<&rows::Publication> {
        let own = self.known.printed_in.get(&self.known.articles[self.at].id).cloned().unwrap_or_default();
        own.map(|at| &self.known.printed[at].publication).collect()
    }
}
