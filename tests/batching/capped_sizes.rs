//! A limit on the size of a batch cuts: no batch is larger, and known keys take no room.

use std::convert::Infallible;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use batchload::{BatchFn, Found, Loader, LoaderBuilder, Loaders};
use futures_util::future::try_join_all;
use futures_util::try_join;
use sqlx::Sqlite;

use crate::support::database::test;
use crate::support::recorder::{Calls, Recorder, same};
use crate::support::runtimes::EVERY;
use crate::support::ways::{in_every_way, step};

type Echo<K> = Recorder<K, K>;

fn capped<K: batchload::Key>(keys: usize) -> (Loader<K, Option<K>>, Calls<K>) {
    let (builder, calls) = builder();
    (builder.max_batch_size(keys).build(), calls)
}

fn builder<K: batchload::Key>() -> (LoaderBuilder<Echo<K>>, Calls<K>) {
    let echo = Recorder::echo();
    let calls = echo.calls();
    (Loader::builder(echo), calls)
}

#[test]
fn a_larger_batch_is_cut() {
    in_every_way(async || {
        let (loader, calls) = capped(2);
        let values = try_join!(loader.load(1), loader.load(2), loader.load(3)).unwrap();
        assert_eq!(values, (Some(1), Some(2), Some(3)));
        assert_eq!(calls.list(), [vec![1, 2], vec![3]]);
    });
}

#[test]
fn repeated_keys_take_no_room() {
    in_every_way(async || {
        let (loader, calls) = capped(3);
        let keys = ['a', 'b', 'a', 'a', 'a', 'b', 'c'];
        let values = try_join_all(keys.map(|key| loader.load(key))).await.unwrap();
        assert_eq!(values, keys.map(Some));
        assert_eq!(calls.list(), [['a', 'b', 'c']]);
    });
}

#[test]
fn a_key_of_a_full_batch_is_shared() {
    in_every_way(async || {
        let (loader, calls) = capped(2);
        let values = try_join_all([1, 2, 1, 3].map(|key| loader.load(key))).await.unwrap();
        assert_eq!(values, [Some(1), Some(2), Some(1), Some(3)]);
        assert_eq!(calls.list(), [vec![1, 2], vec![3]]);
    });
}

#[test]
fn a_primed_key_takes_no_room() {
    in_every_way(async || {
        let (loader, calls) = capped(1);
        loader.prime(1, 10);
        let values = try_join!(loader.load(1), loader.load(2)).unwrap();
        assert_eq!(values, (Some(10), Some(2)));
        assert_eq!(calls.list(), [[2]]);
    });
}

/// In facebook/dataloader, a hit that meets a full batch opens another one. Here a hit never waits for a batch.
#[test]
fn a_known_key_that_meets_a_full_batch_opens_no_other() {
    in_every_way(async || {
        let (loader, calls) = capped(1);
        loader.prime(1, 1);
        let values = try_join!(loader.load(2), loader.load(1)).unwrap();
        assert_eq!(values, (Some(2), Some(1)));
        assert_eq!(calls.list(), [[2]]);
        assert_eq!(loader.stats().batches, 1);
    });
}

/// This is how batching is switched off.
#[test]
fn a_size_of_one_asks_for_each_key_by_itself() {
    in_every_way(async || {
        let (loader, calls) = capped(1);
        let values = try_join!(loader.load(1), loader.load(2)).unwrap();
        assert_eq!(values, (Some(1), Some(2)));
        assert_eq!(calls.list(), [[1], [2]]);
    });
}

#[test]
fn with_a_size_of_one_loads_of_one_key_still_share() {
    in_every_way(async || {
        let (loader, calls) = capped(1);
        let values = try_join!(loader.load(1), loader.load(1), loader.load(2), loader.load(1)).unwrap();
        assert_eq!(values, (Some(1), Some(1), Some(2), Some(1)));
        assert_eq!(calls.list(), [[1], [2]]);
    });
}

#[test]
fn a_cut_batch_keeps_the_order_of_its_keys() {
    in_every_way(async || {
        let (loader, calls) = capped(5);
        let values = loader.load_many(0..21).await.unwrap();
        assert_eq!(values, (0..21).map(Some).collect::<Vec<_>>());
        let chunks: Vec<Vec<i32>> = (0..21).collect::<Vec<_>>().chunks(5).map(<[i32]>::to_vec).collect();
        assert_eq!(calls.list(), chunks);
    });
}

#[test]
fn a_hundred_batches_of_one_turn_all_end() {
    in_every_way(async || {
        let (loader, calls) = capped(1);
        assert_eq!(loader.load_many(0..100).await.unwrap(), (0..100).map(Some).collect::<Vec<_>>());
        assert_eq!(calls.list(), (0..100).map(|key| vec![key]).collect::<Vec<_>>());
    });
}

#[test]
fn no_more_batches_run_at_a_time_than_allowed() {
    in_every_way(async || {
        let (running, most) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
        let recorder = Recorder::new({
            let most = Arc::clone(&most);
            move |keys: Vec<i32>| {
                let (running, most) = (Arc::clone(&running), Arc::clone(&most));
                async move {
                    most.fetch_max(running.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                    step().await;
                    running.fetch_sub(1, Ordering::SeqCst);
                    Ok(same(keys))
                }
            }
        });
        let calls = recorder.calls();
        let loader = Loader::builder(recorder).max_batch_size(1).concurrency(3).build();
        assert_eq!(loader.load_many(0..10).await.unwrap(), (0..10).map(Some).collect::<Vec<_>>());
        assert_eq!(calls.count(), 10);
        assert_eq!(most.load(Ordering::SeqCst), 3);
    });
}

#[test]
#[should_panic(expected = "`max_batch_size` of `squares` must be at least 1")]
fn a_size_of_zero_is_refused() {
    let _ = builder::<i32>().0.name("squares").max_batch_size(0);
}

#[test]
#[should_panic(expected = "`concurrency` of `squares` must be at least 1")]
fn a_concurrency_of_zero_is_refused() {
    let _ = builder::<i32>().0.name("squares").concurrency(0);
}

/// A batch function that takes two keys at a time.
struct Pairs;

impl BatchFn for Pairs {
    type Key = u32;
    /// The number of keys in the batch.
    type Value = usize;
    type Error = Infallible;

    const MAX_BATCH_SIZE: usize = 2;

    async fn load_batch(&self, keys: &[u32]) -> Result<Found<u32, usize>, Infallible> {
        Ok(keys.iter().map(|key| (*key, keys.len())).collect())
    }
}

/// Loads three keys, and returns for each how many keys were in its batch.
async fn together(loader: Loader<u32, Option<usize>>) -> Vec<Option<usize>> {
    loader.load_many([1, 2, 3]).await.unwrap()
}

test!(a_batch_function_says_how_many_keys_it_takes, Sqlite, &EVERY, async |db| {
    let (one, two) = (vec![Some(1); 3], vec![Some(2), Some(2), Some(1)]);
    assert_eq!(together(Loader::new(Pairs)).await, two);
    assert_eq!(together(Loader::builder(Pairs).max_batch_size(3).build()).await, [Some(3); 3]);

    let loaders = Loaders::<Sqlite>::builder(db.pool());
    let of_request = async |loaders: Loaders<Sqlite>| together(loaders.batch_fn(|| Pairs)).await;
    assert_eq!(of_request(loaders.clone().build()).await, two);
    assert_eq!(of_request(loaders.clone().max_batch_size(10).build()).await, two);
    assert_eq!(of_request(loaders.max_batch_size(1).build()).await, one);
});
