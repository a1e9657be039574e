//! The same batch functions behind the loaders of other crates.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use async_graphql::Result;
use async_graphql::dataloader::{self as graphql, CacheFactory, DataLoader, HashMapCache, NoCache};
use dataloader::cached;
use sqlx::Pool;
use ultra_batch::{BatchFetcher, Cache, Fetcher};

use super::super::super::Execute;
use super::objects::{Way, execute as objects};
use super::ways::{Ask, ById, OfArticle, OfReporter};
use super::{Db, rows};

pub fn execute(pool: &Pool<Db>) -> Vec<(&'static str, Execute)> {
    let usual = |pool: &Pool<Db>| Graphql::make(pool, || NoCache, None);
    let no_delay = |pool: &Pool<Db>| Graphql::make(pool, || NoCache, Some(Duration::ZERO));
    let cache = |pool: &Pool<Db>| Graphql::make(pool, HashMapCache::default, None);
    vec![
        ("async-graphql", objects(pool, usual)),
        ("async-graphql, delay 0", objects(pool, no_delay)),
        ("async-graphql, cache", objects(pool, cache)),
        ("dataloader", objects(pool, Dataloader::make)),
        ("ultra-batch", objects(pool, UltraBatch::make)),
    ]
}

/// A batch function for any of these loaders.
struct Asked<A>(A);

impl<A: Ask> graphql::Loader<i64> for Asked<A> {
    type Value = A::Rows;
    type Error = Arc<sqlx::Error>;

    async fn load(&self, keys: &[i64]) -> Result<HashMap<i64, A::Rows>, Arc<sqlx::Error>> {
        Ok(self.0.ask(keys).await?)
    }
}

impl<A: Ask> dataloader::BatchFn<i64, Option<A::Rows>> for Asked<A> {
    async fn load(&mut self, keys: &[i64]) -> HashMap<i64, Option<A::Rows>> {
        // This trait has no way to report an error.
        let found = self.0.ask(keys).await.unwrap_or_default();
        found.into_iter().map(|(key, rows)| (key, Some(rows))).collect()
    }
}

impl<A: Ask> Fetcher for Asked<A> {
    type Key = i64;
    type Value = A::Rows;
    type Error = sqlx::Error;

    async fn fetch(&self, keys: &[i64], values: &mut Cache<'_, i64, A::Rows>) -> sqlx::Result<()> {
        for (key, rows) in self.0.ask(keys).await? {
            values.insert(key, rows);
        }
        Ok(())
    }
}

const MISSING: &str = "a key without rows";

struct Graphql<C: CacheFactory> {
    by_id: DataLoader<Asked<ById>, C>,
    of_reporter: DataLoader<Asked<OfReporter>, C>,
    of_article: DataLoader<Asked<OfArticle>, C>,
}

impl<C: CacheFactory> Graphql<C> {
    fn make(pool: &Pool<Db>, cache: fn() -> C, delay: Option<Duration>) -> Self {
        fn loader<A: Ask, C: CacheFactory>(
            pool: &Pool<Db>,
            cache: fn() -> C,
            delay: Option<Duration>,
        ) -> DataLoader<Asked<A>, C> {
            let loader = DataLoader::with_cache(Asked(A::new(pool)), tokio::spawn, cache());
            match delay {
                Some(delay) => loader.delay(delay),
                None => loader,
            }
        }
        Self {
            by_id: loader(pool, cache, delay),
            of_reporter: loader(pool, cache, delay),
            of_article: loader(pool, cache, delay),
        }
    }
}

impl<C: CacheFactory> Way for Graphql<C> {
    async fn reporter(&self, id: i64) -> Result<Arc<rows::Reporter>> {
        Ok(self.by_id.load_one(id).await?.ok_or(MISSING)?)
    }

    async fn articles(&self, reporter: i64) -> Result<Arc<[rows::Article]>> {
        Ok(self.of_reporter.load_one(reporter).await?.ok_or(MISSING)?)
    }

    async fn publications(&self, article: i64) -> Result<Arc<[rows::Publication]>> {
        Ok(self.of_article.load_one(article).await?.ok_or(MISSING)?)
    }
}

type Cached<A> = cached::Loader<i64, Option<<A as Ask>::Rows>, Asked<A>>;

struct Dataloader {
    by_id: Cached<ById>,
    of_reporter: Cached<OfReporter>,
    of_article: Cached<OfArticle>,
}

impl Dataloader {
    fn make(pool: &Pool<Db>) -> Self {
        Self {
            by_id: cached::Loader::new(Asked(ById::new(pool))),
            of_reporter: cached::Loader::new(Asked(OfReporter::new(pool))),
            of_article: cached::Loader::new(Asked(OfArticle::new(pool))),
        }
    }
}

impl Way for Dataloader {
    async fn reporter(&self, id: i64) -> Result<Arc<rows::Reporter>> {
        Ok(self.by_id.try_load(id).await?.ok_or(MISSING)?)
    }

    async fn articles(&self, reporter: i64) -> Result<Arc<[rows::Article]>> {
        Ok(self.of_reporter.try_load(reporter).await?.ok_or(MISSING)?)
    }

    async fn publications(&self, article: i64) -> Result<Arc<[rows::Publication]>> {
        Ok(self.of_article.try_load(article).await?.ok_or(MISSING)?)
    }
}

struct UltraBatch {
    by_id: BatchFetcher<Asked<ById>>,
    of_reporter: BatchFetcher<Asked<OfReporter>>,
    of_article: BatchFetcher<Asked<OfArticle>>,
}

impl UltraBatch {
    fn make(pool: &Pool<Db>) -> Self {
        Self {
            by_id: BatchFetcher::build(Asked(ById::new(pool))).finish(),
            of_reporter: BatchFetcher::build(Asked(OfReporter::new(pool))).finish(),
            of_article: BatchFetcher::build(Asked(OfArticle::new(pool))).finish(),
        }
    }
}

impl Way for UltraBatch {
    async fn reporter(&self, id: i64) -> Result<Arc<rows::Reporter>> {
        Ok(self.by_id.load(id).await?)
    }

    async fn articles(&self, reporter: i64) -> Result<Arc<[rows::Article]>> {
        Ok(self.of_reporter.load(reporter).await?)
    }

    async fn publications(&self, article: i64) -> Result<Arc<[rows::Publication]>> {
        Ok(self.of_article.load(article).await?)
    }
}
