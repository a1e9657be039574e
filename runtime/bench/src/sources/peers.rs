//! The loaders of other crates.

use std::collections::HashMap;
use std::convert::Infallible;
use std::fmt;
use std::time::Duration;

use async_graphql::dataloader::{self as graphql, CacheFactory, DataLoader, HashMapCache, NoCache};
use dataloader::cached;
use ultra_batch::{BatchFetcher, Cache, Fetcher};

use super::{Contender, Echo};

impl graphql::Loader<u64> for Echo {
    type Value = u64;
    type Error = Infallible;

    async fn load(&self, keys: &[u64]) -> Result<HashMap<u64, u64>, Infallible> {
        Ok(self.answer(keys))
    }
}

/// async-graphql's own loader.
pub struct AsyncGraphql<C> {
    delay: Option<Duration>,
    cache: fn() -> C,
    remembers: bool,
}

// A derived `Clone` would require a cache that can be cloned.
impl<C> Clone for AsyncGraphql<C> {
    fn clone(&self) -> Self {
        Self { ..*self }
    }
}

impl<C> fmt::Debug for AsyncGraphql<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AsyncGraphql").field("delay", &self.delay).finish_non_exhaustive()
    }
}

impl AsyncGraphql<NoCache> {
    /// A delay of a millisecond, at most 1000 keys, no cache.
    pub fn usual() -> Self {
        Self { delay: None, cache: || NoCache, remembers: false }
    }

    pub fn without_delay() -> Self {
        Self { delay: Some(Duration::ZERO), ..Self::usual() }
    }
}

impl AsyncGraphql<HashMapCache> {
    pub fn with_cache() -> Self {
        Self { delay: None, cache: HashMapCache::default, remembers: true }
    }
}

impl<C: CacheFactory> Contender for AsyncGraphql<C> {
    type Loader = DataLoader<Echo, C>;

    fn remembers(&self) -> bool {
        self.remembers
    }

    fn make(&self, source: Echo) -> Self::Loader {
        let loader = DataLoader::with_cache(source, tokio::spawn, (self.cache)());
        match self.delay {
            Some(delay) => loader.delay(delay),
            None => loader,
        }
    }

    async fn load(loader: &Self::Loader, key: u64) -> u64 {
        loader.load_one(key).await.expect("the source cannot fail").expect("every key is there")
    }
}

impl dataloader::BatchFn<u64, u64> for Echo {
    async fn load(&mut self, keys: &[u64]) -> HashMap<u64, u64> {
        self.answer(keys)
    }
}

/// The crate `dataloader`, with its cache.
#[derive(Clone, Copy, Debug)]
pub struct Dataloader {
    /// The largest batch: 200 if this is `None`.
    pub most: Option<usize>,
}

impl Contender for Dataloader {
    type Loader = cached::Loader<u64, u64, Echo>;

    fn make(&self, source: Echo) -> Self::Loader {
        let loader = cached::Loader::new(source);
        match self.most {
            Some(most) => loader.with_max_batch_size(most),
            None => loader,
        }
    }

    async fn load(loader: &Self::Loader, key: u64) -> u64 {
        loader.load(key).await
    }
}

impl Fetcher for Echo {
    type Key = u64;
    type Value = u64;
    type Error = Infallible;

    async fn fetch(&self, keys: &[u64], values: &mut Cache<'_, u64, u64>) -> Result<(), Infallible> {
        for (key, value) in self.answer::<Vec<_>>(keys) {
            values.insert(key, value);
        }
        Ok(())
    }
}

/// The crate `ultra-batch`: a delay of ten milliseconds, or 100 keys.
#[derive(Clone, Copy, Debug)]
pub struct UltraBatch;

impl Contender for UltraBatch {
    type Loader = BatchFetcher<Echo>;

    fn make(&self, source: Echo) -> Self::Loader {
        BatchFetcher::build(source).finish()
    }

    async fn load(loader: &Self::Loader, key: u64) -> u64 {
        loader.load(key).await.expect("the source cannot fail")
    }
}
