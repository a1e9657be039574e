//! The statements of every loader, as functions from keys to rows, and the way without any loader.

use std::collections::HashMap;
use std::sync::Arc;

use async_graphql::Result;
use sqlx::Pool;

use super::objects::Way;
use super::{Db, rows};

/// A function from keys to rows, from which each contender makes a loader.
pub trait Ask: Send + Sync + 'static {
    type Rows: Clone + Send + Sync + 'static;

    fn new(pool: &Pool<Db>) -> Self;

    fn ask(&self, keys: &[i64]) -> impl Future<Output = sqlx::Result<HashMap<i64, Self::Rows>>> + Send;
}

/// Reporters by id.
#[derive(Clone, Debug)]
pub struct ById(Pool<Db>);

impl Ask for ById {
    type Rows = Arc<rows::Reporter>;

    fn new(pool: &Pool<Db>) -> Self {
        Self(pool.clone())
    }

    async fn ask(&self, keys: &[i64]) -> sqlx::Result<HashMap<i64, Arc<rows::Reporter>>> {
        let rows = rows::reporters_of(&self.0, keys).await?;
        Ok(rows.into_iter().map(|row| (row.id, Arc::new(row))).collect())
    }
}

/// Articles by reporter.
#[derive(Clone, Debug)]
pub struct OfReporter(Pool<Db>);

impl Ask for OfReporter {
    type Rows = Arc<[rows::Article]>;

    fn new(pool: &Pool<Db>) -> Self {
        Self(pool.clone())
    }

    async fn ask(&self, keys: &[i64]) -> sqlx::Result<HashMap<i64, Arc<[rows::Article]>>> {
        let rows = rows::articles_of(&self.0, keys).await?;
        Ok(grouped(rows.into_iter().map(|row| (row.reporter_id, row))))
    }
}

/// Publications by article.
#[derive(Clone, Debug)]
pub struct OfArticle(Pool<Db>);

impl Ask for OfArticle {
    type Rows = Arc<[rows::Publication]>;

    fn new(pool: &Pool<Db>) -> Self {
        Self(pool.clone())
    }

    async fn ask(&self, keys: &[i64]) -> sqlx::Result<HashMap<i64, Arc<[rows::Publication]>>> {
        let rows = rows::printed_of(&self.0, keys).await?;
        Ok(grouped(rows.into_iter().map(|row| (row.article_id, row.publication))))
    }
}

fn grouped<T>(rows: impl Iterator<Item = (i64, T)>) -> HashMap<i64, Arc<[T]>> {
    let mut groups: HashMap<i64, Vec<T>> = HashMap::new();
    for (key, row) in rows {
        groups.entry(key).or_default().push(row);
    }
    groups.into_iter().map(|(key, rows)| (key, rows.into())).collect()
}

/// A statement for every resolver.
#[derive(Debug)]
pub struct Naive(Pool<Db>);

impl Naive {
    pub fn new(pool: &Pool<Db>) -> Self {
        Self(pool.clone())
    }
}

impl Way for Naive {
    async fn reporter(&self, id: i64) -> Result<Arc<rows::Reporter>> {
        let row = rows::reporters_of(&self.0, &[id]).await?.pop();
        Ok(Arc::new(row.ok_or("an article without its reporter")?))
    }

    async fn articles(&self, reporter: i64) -> Result<Arc<[rows::Article]>> {
        Ok(rows::articles_of(&self.0, &[reporter]).await?.into())
    }

    async fn publications(&self, article: i64) -> Result<Arc<[rows::Publication]>> {
        let rows = rows::printed_of(&self.0, &[article]).await?;
        Ok(rows.into_iter().map(|row| row.publication).collect())
    }
}
