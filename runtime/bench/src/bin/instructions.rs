//! Loads 10 000 keys on a current-thread runtime, as often as its argument says. `instructions.sh` counts its
//! instructions.

use std::convert::Infallible;
use std::env;

use batchload::{BatchFn, Found, Loader, drive};
use futures_util::future::try_join_all;

const SIBLINGS: u64 = 10_000;

/// Answers every key with itself.
struct Echo;

impl BatchFn for Echo {
    type Key = u64;
    type Value = u64;
    type Error = Infallible;

    async fn load_batch(&self, keys: &[u64]) -> Result<Found<u64, u64>, Infallible> {
        Ok(keys.iter().map(|key| (*key, *key)).collect())
    }
}

async fn plain() {
    let futures = (0..SIBLINGS).map(|key| async move { Ok::<_, Infallible>(Some(key)) });
    check(try_join_all(futures).await.ok());
}

async fn load(loader: &Loader<u64, Option<u64>>) {
    check(try_join_all((0..SIBLINGS).map(|key| loader.load(key))).await.ok());
}

/// Loads one key after the other, each in its own request, on a loader that has nothing else to do.
async fn single(loader: impl Fn() -> Loader<u64, Option<u64>>) {
    for key in 0..SIBLINGS {
        assert!(matches!(drive(loader().load(key)).await, Ok(Some(found)) if found == key));
    }
}

/// Checks that every load returned its own key.
fn check(answers: Option<Vec<Option<u64>>>) {
    let answers = answers.expect("the source cannot fail");
    assert!(answers.into_iter().eq((0..SIBLINGS).map(Some)));
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let mut arguments = env::args().skip(1);
    let what = arguments.next().unwrap_or_default();
    let rounds: u32 = arguments.next().and_then(|rounds| rounds.parse().ok()).unwrap_or(1);
    let known = Loader::new(Echo);
    if what == "cached" {
        drive(load(&known)).await;
    }
    for _ in 0..rounds {
        match &*what {
            "plain" => plain().await,
            "driven" => drive(load(&Loader::new(Echo))).await,
            "many" => check(drive(Loader::new(Echo).load_many(0..SIBLINGS)).await.ok()),
            "undriven" => load(&Loader::new(Echo)).await,
            "cached" => drive(load(&known)).await,
            "single" => {
                let uncached = Loader::builder(Echo).cache(false).build();
                single(|| uncached.clone()).await;
            }
            "first" => single(|| Loader::new(Echo)).await,
            _ => panic!("instructions plain|driven|many|undriven|cached|single|first [rounds]"),
        }
    }
    assert!(what != "cached" || known.stats().batches == 1);
}
