//! Keys at the end of long lists of lists, in branches of different depth, are still one batch for each level.

use futures_util::future::{BoxFuture, FutureExt, join};
use futures_util::stream::{FuturesUnordered, StreamExt};

use batchload::Loader;

use super::source::{Asked, Double, EVERY_MODE, EVERY_PACE, Log, Mode, Pace};
use crate::support::runtimes::on_every_runtime;

type Doubles = Loader<u64, Option<u64>>;

/// Resolves lists of these lengths within each other, with a load at the end. Returns the number of loads.
fn lists<'a>(loader: &'a Doubles, lengths: &'a [u64], key: u64) -> BoxFuture<'a, u64> {
    let Some((&length, rest)) = lengths.split_first() else { return leaf(loader, key).boxed() };
    let items: FuturesUnordered<_> =
        (0..length).map(|item| lists(loader, rest, key * length + item)).collect();
    items.fold(0, async |sum, loads| sum + loads).boxed()
}

async fn leaf(loader: &Doubles, key: u64) -> u64 {
    assert_eq!(loader.load(key).await.unwrap(), Some(key * 2));
    1
}

/// Does the same as `lists`, with a load for each item of each list on the way.
fn loads_on_the_way<'a>(loaders: &'a [Doubles], lengths: &'a [u64], key: u64) -> BoxFuture<'a, u64> {
    let Some(((loader, loaders), (&length, rest))) = loaders.split_first().zip(lengths.split_first()) else {
        return async { 0 }.boxed();
    };
    let items: FuturesUnordered<_> = (0..length)
        .map(|item| async move {
            let key = key * length + item;
            leaf(loader, key).await + loads_on_the_way(loaders, rest, key).await
        })
        .collect();
    items.fold(0, async |sum, loads| sum + loads).boxed()
}

async fn two_branches(flat: &[u64], deep: &[u64], mode: Mode, pace: Pace) {
    let (loader, log) = Asked::<Double>::loader(pace);
    let (one, other) = mode.run(join(lists(&loader, flat, 0), lists(&loader, deep, 0))).await;
    assert_eq!((one, other), (flat.iter().product(), deep.iter().product()));
    assert_eq!(log.sizes().len(), 1, "{flat:?} and {deep:?}, {mode:?}, {pace:?}: {:?}", log.sizes());
}

#[test]
fn lists_in_lists_are_one_batch() {
    on_every_runtime(async || {
        for mode in EVERY_MODE {
            two_branches(&[32, 32], &[16, 16, 32], mode, Pace::AtOnce).await;
            two_branches(&[32, 32], &[2, 2, 2, 2, 2, 2, 2, 2, 2], mode, Pace::Hops).await;
        }
    });
}

#[test]
fn branches_of_different_depth_are_one_batch() {
    on_every_runtime(async || {
        for mode in EVERY_MODE {
            for pace in EVERY_PACE {
                two_branches(&[500], &[5, 1, 10, 1, 1, 100], mode, pace).await;
                two_branches(&[1, 1, 500], &[3], mode, pace).await;
            }
        }
    });
}

#[test]
fn each_level_is_one_batch() {
    on_every_runtime(async || {
        for mode in EVERY_MODE {
            for pace in EVERY_PACE {
                let (first, log) = Asked::<Double>::new(pace);
                let first = Loader::new(first);
                let (mut levels, mut logs) = (vec![first.clone()], vec![log]);
                for _ in 1..5 {
                    let (source, log) = Asked::<Double>::new(pace);
                    levels.push(first.beside(source).build());
                    logs.push(log);
                }
                let lengths = [3, 5, 1, 40, 2];
                let loads = mode.run(loads_on_the_way(&levels, &lengths, 0)).await;
                assert_eq!(loads, 3 + 15 + 15 + 600 + 1_200);
                let sizes: Vec<_> = logs.iter().flat_map(Log::sizes).collect();
                assert_eq!(sizes, [3, 15, 15, 600, 1_200], "{mode:?}, {pace:?}");
            }
        }
    });
}
