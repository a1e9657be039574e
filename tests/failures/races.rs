//! Events that happen at the same time, many times over: no load is lost, doubled or answered with a stale value.

use std::collections::HashSet;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Barrier};
use std::thread;

use batchload::drive;
use futures_executor::block_on;
use futures_util::future::{Either, select};

use crate::support::recorder::{Recorder, echo, recorded, same};
use crate::support::ways::{in_every_way, step};

/// Pseudo-random numbers that are the same in every run.
pub struct Random(u64);

impl Random {
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub fn below(&mut self, end: u32) -> u32 {
        // The multiplier and the increment of Knuth's MMIX.
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (u32::try_from(self.0 >> 33).expect("31 bits are left")) % end
    }
}

const KEYS: u32 = 8;

/// Makes loads that each race with another future. That future is ready after some turns, and is polled first or last.
async fn races(seed: u64) {
    let (loader, calls) = recorded(Recorder::new(async |keys: Vec<u32>| {
        step().await;
        tokio::task::yield_now().await;
        Ok(same(keys))
    }));
    let asked = |key: u32| calls.list().concat().into_iter().filter(|asked| *asked == key).count();
    let (mut random, mut known) = (Random::new(seed), [None; KEYS as usize]);
    for _ in 0..60 {
        let (key, steps, first) = (random.below(KEYS), random.below(9), random.below(2) == 0);
        let load = Box::pin(loader.load(key));
        let other = Box::pin(async {
            for _ in 0..steps {
                step().await;
            }
        });
        let won = if first {
            match select(load, other).await {
                Either::Left((value, _)) => Some(value),
                Either::Right(_) => None,
            }
        } else {
            match select(other, load).await {
                Either::Left(_) => None,
                Either::Right((value, _)) => Some(value),
            }
        };
        if let Some(value) = won {
            assert_eq!(value.unwrap(), Some(key), "seed {seed}");
            known[key as usize].get_or_insert_with(|| asked(key));
        }
    }
    assert_eq!(loader.load_many(0..KEYS).await.unwrap(), (0..KEYS).map(Some).collect::<Vec<_>>());
    for (key, asked_before) in (0..KEYS).zip(known) {
        assert!(asked_before.is_none_or(|before| before == asked(key)), "seed {seed}: {key} was known");
    }
    for keys in calls.list() {
        let distinct: HashSet<_> = keys.iter().collect();
        assert_eq!(keys.len(), distinct.len(), "seed {seed}: a key came twice in {keys:?}");
    }
}

#[test]
fn s27_loads_that_lose_races_are_neither_lost_nor_doubled() {
    in_every_way(async || {
        for seed in 0..50 {
            races(seed).await;
        }
    });
}

/// A batch answers with the version of a row when it was called. Three threads load, and one of them also writes.
#[test]
fn c14_what_is_asked_after_a_clear_is_as_new_as_the_clear() {
    let (version, ended) = (Arc::new(AtomicU32::new(0)), AtomicBool::new(false));
    let (loader, calls) = recorded(Recorder::new({
        let version = Arc::clone(&version);
        move |keys: Vec<u8>| {
            let now = version.load(Ordering::SeqCst);
            async move { Ok(keys.into_iter().map(|key| (key, now)).collect()) }
        }
    }));
    let load = || block_on(drive(loader.load(0))).unwrap().unwrap();
    thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                let mut newest = 0;
                while !ended.load(Ordering::SeqCst) {
                    newest = newest.max(load());
                }
                assert!(newest <= version.load(Ordering::SeqCst));
            });
        }
        let _end = Ends(&ended);
        for _ in 0..3_000 {
            let written = version.fetch_add(1, Ordering::SeqCst) + 1;
            loader.clear_all();
            assert!(load() >= written);
        }
    });
    assert!(calls.count() >= 3_000);
}

/// Ends the other threads, even if this one panics.
struct Ends<'a>(&'a AtomicBool);

impl Drop for Ends<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::SeqCst);
    }
}

#[test]
fn c15_a_waiter_gets_the_primed_value_or_the_asked_one() {
    let (mut primed, mut asked) = (0, 0);
    for round in 0..3_000 {
        let (loader, calls) = echo();
        let barrier = Barrier::new(2);
        let value = thread::scope(|scope| {
            scope.spawn(|| {
                barrier.wait();
                loader.prime(1, 10);
            });
            barrier.wait();
            block_on(drive(loader.load(1))).unwrap()
        });
        match value {
            Some(10) => primed += 1,
            Some(1) => asked += 1,
            other => panic!("round {round}: {other:?}"),
        }
        assert!(calls.count() <= 1, "round {round}: {:?}", calls.list());
        let known = block_on(drive(loader.load(1))).unwrap();
        assert!(known == Some(10) || known == value, "round {round}: {known:?} after {value:?}");
    }
    assert_eq!(primed + asked, 3_000);
}
