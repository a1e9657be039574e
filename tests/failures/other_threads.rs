//! Batch functions that block, and loads on many threads at once.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use batchload::{BatchFn, Found, Loader, drive};
use futures_util::join;
use tokio::task::{JoinSet, block_in_place};

use super::races::Random;
use crate::support::recorder::{Failure, Recorder, recorded, same};
use crate::support::runtimes::{EVERY, Flavour};

/// Only a multi-thread runtime can give up a worker.
#[test]
fn s19_a_batch_function_may_block_in_place() {
    for flavour in EVERY.into_iter().filter(|flavour| *flavour != Flavour::CurrentThread) {
        for driven in [false, true] {
            flavour.run(|| async move {
                let (loader, calls) = recorded(Recorder::new(async |keys: Vec<i32>| {
                    let before = block_in_place(|| same(keys));
                    tokio::task::yield_now().await;
                    Ok(block_in_place(|| before))
                }));
                let loads = async { join!(loader.load(1), loader.load(2)) };
                let (one, two) = if driven { drive(loads).await } else { loads.await };
                assert_eq!((one.unwrap(), two.unwrap()), (Some(1), Some(2)));
                assert_eq!(calls.list(), [[1, 2]]);
            });
        }
    }
}

/// A value that is counted while it lives.
#[derive(Debug)]
struct Counted(u32, Arc<AtomicUsize>);

impl Counted {
    fn new(value: u32, alive: &Arc<AtomicUsize>) -> Self {
        alive.fetch_add(1, Ordering::SeqCst);
        Self(value, Arc::clone(alive))
    }
}

impl Clone for Counted {
    fn clone(&self) -> Self {
        Self::new(self.0, &self.1)
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        self.1.fetch_sub(1, Ordering::SeqCst);
    }
}

/// Answers each key with the key plus one, after a turn.
struct Successors(Arc<AtomicUsize>);

impl BatchFn for Successors {
    type Key = u32;
    type Value = Counted;
    type Error = Failure;

    async fn load_batch(&self, keys: &[u32]) -> Result<Found<u32, Counted>, Failure> {
        tokio::task::yield_now().await;
        Ok(keys.iter().map(|key| (*key, Counted::new(key + 1, &self.0))).collect())
    }
}

const ROUNDS: u32 = 20;
const LOADS: u32 = 1_000;

/// Loads in tasks of their own, of which three in ten are aborted at some time. Returns how many were answered.
async fn a_round(loader: &Loader<u32, Option<Counted>>, random: &mut Random, driven: bool) -> u32 {
    let mut tasks = JoinSet::new();
    for _ in 0..LOADS {
        let key = random.below(500);
        let load = loader.load(key);
        let load = async move { if driven { drive(load).await } else { load.await } };
        let handle = tasks.spawn(async move {
            let value = load.await.expect("no batch fails").expect("every key has a value");
            assert_eq!(value.0, key + 1);
        });
        if random.below(10) < 3 {
            if random.below(2) == 0 {
                tokio::task::yield_now().await;
            }
            handle.abort();
        }
    }
    let mut answered = 0;
    while let Some(ended) = tasks.join_next().await {
        match ended {
            Ok(()) => answered += 1,
            Err(error) => assert!(error.is_cancelled(), "{error}"),
        }
    }
    answered
}

#[test]
fn s14_of_loads_on_four_threads_some_are_aborted_and_the_others_are_right() {
    for driven in [false, true] {
        Flavour::Spawned { workers: 4 }.run(move || async move {
            let alive = Arc::new(AtomicUsize::new(0));
            let loader = Loader::builder(Successors(Arc::clone(&alive))).cache(false).build();
            let (mut random, mut answered) = (Random::new(14), 0);
            for _ in 0..ROUNDS {
                answered += a_round(&loader, &mut random, driven).await;
            }
            // Every load that was not aborted is answered, and some that were aborted too late.
            assert!(answered >= ROUNDS * LOADS * 6 / 10, "{answered}");
            drop(loader);
            // A batch that nobody waits for is dropped by the task that ran it.
            while alive.load(Ordering::SeqCst) > 0 {
                tokio::task::yield_now().await;
            }
        });
    }
}
