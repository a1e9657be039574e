//! The cost of one load when there is nothing else to load: the time from the call to the answer, on a source that
//! answers at once, compared with async-graphql's own data loader.
//!
//! `cargo bench -p batchload --all-features --bench one_load`

#![allow(clippy::print_stdout, reason = "a benchmark prints what it measured")]

use std::collections::HashMap;
use std::convert::Infallible;
use std::time::{Duration, Instant};

use async_graphql::dataloader::{self, DataLoader};
use batchload::{BatchFn, Found, Loader, drive};
use tokio::runtime::{Builder, Runtime};

const LOADS: u64 = 1_000;

/// Answers every key with itself.
struct Null;

impl BatchFn for Null {
    type Key = u64;
    type Value = u64;
    type Error = Infallible;

    async fn load_batch(&self, keys: &[u64]) -> Result<Found<u64, u64>, Infallible> {
        Ok(keys.iter().map(|key| (*key, *key)).collect())
    }
}

impl dataloader::Loader<u64> for Null {
    type Value = u64;
    type Error = Infallible;

    async fn load(&self, keys: &[u64]) -> Result<HashMap<u64, u64>, Infallible> {
        Ok(keys.iter().map(|key| (*key, *key)).collect())
    }
}

/// Returns the median and the 99th percentile of the times of one load after the other.
async fn measure<F: Future<Output = Option<u64>>>(load: impl Fn(u64) -> F) -> (Duration, Duration) {
    let mut times = Vec::new();
    for key in 0..LOADS {
        let start = Instant::now();
        assert_eq!(load(key).await, Some(key));
        times.push(start.elapsed());
    }
    times.sort_unstable();
    (times[times.len() / 2], times[times.len() * 99 / 100])
}

async fn undriven() -> (Duration, Duration) {
    let loader = Loader::builder(Null).cache(false).build();
    measure(|key| {
        let load = loader.load(key);
        async { load.await.expect("the source cannot fail") }
    })
    .await
}

async fn driven() -> (Duration, Duration) {
    let loader = Loader::builder(Null).cache(false).build();
    measure(|key| {
        let load = drive(loader.load(key));
        async { load.await.expect("the source cannot fail") }
    })
    .await
}

async fn async_graphql(delay: Duration) -> (Duration, Duration) {
    let loader = &DataLoader::new(Null, tokio::spawn).delay(delay);
    measure(|key| async move { loader.load_one(key).await.expect("the source cannot fail") }).await
}

fn on_every_runtime<F>(name: &str, body: impl Fn() -> F)
where
    F: Future<Output = (Duration, Duration)> + Send + 'static,
{
    let current_thread = || Builder::new_current_thread().enable_all().build().expect("a runtime starts");
    let multi_thread =
        || Builder::new_multi_thread().worker_threads(2).enable_all().build().expect("a runtime starts");
    let row = |runtime: &str, (median, slow): (Duration, Duration)| {
        println!("{name:<28} {runtime:<28} {median:>10.1?} {slow:>10.1?}");
    };
    let spawned =
        |runtime: Runtime| runtime.block_on(async { tokio::spawn(body()).await.expect("it does not panic") });
    row("current-thread", current_thread().block_on(body()));
    row("multi-thread, block_on", multi_thread().block_on(body()));
    row("multi-thread, in a task", spawned(multi_thread()));
}

fn main() {
    println!("{:<28} {:<28} {:>10} {:>10}", "one load", "runtime", "median", "p99");
    on_every_runtime("batchload, driven", driven);
    on_every_runtime("batchload", undriven);
    on_every_runtime("async-graphql, delay 0", || async_graphql(Duration::ZERO));
    on_every_runtime("async-graphql, default 1 ms", || async_graphql(Duration::from_millis(1)));
}
