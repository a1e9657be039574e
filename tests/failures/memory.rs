//! What a loader keeps, and for how long: nothing for loads that nobody waits for, and nothing at all when it is gone.

use std::hash::{Hash, Hasher};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use batchload::{BatchFn, Found, Loader};
use futures_util::future::{Either, select};
use futures_util::poll;
use tokio::runtime::Handle;

use super::batch_timeouts::with_a_paused_clock;
use crate::support::recorder::{Failure, Gate, Recorder};
use crate::support::ways::{in_every_way, step};

/// The number of keys and values that are alive.
#[derive(Clone, Debug, Default)]
struct Alive(Arc<AtomicUsize>);

impl Alive {
    fn count(&self) -> usize {
        self.0.load(Ordering::SeqCst)
    }

    /// Waits until none is alive. The task that ran an aborted batch drops its keys and values.
    async fn wait_until_all_dropped(&self) {
        while self.count() > 0 {
            tokio::task::yield_now().await;
        }
    }
}

/// A key or a value that is counted while it lives.
#[derive(Debug)]
struct Counted(u32, Alive);

impl Counted {
    fn new(number: u32, alive: &Alive) -> Self {
        alive.0.fetch_add(1, Ordering::SeqCst);
        Self(number, alive.clone())
    }
}

impl Clone for Counted {
    fn clone(&self) -> Self {
        Self::new(self.0, &self.1)
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        self.1.0.fetch_sub(1, Ordering::SeqCst);
    }
}

impl PartialEq for Counted {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}

impl Eq for Counted {}

impl Hash for Counted {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.hash(state);
    }
}

/// Answers every key with itself, and keeps nothing. Batches with a key that ends in 7 fail.
struct Echo {
    gate: Option<Gate>,
}

impl BatchFn for Echo {
    type Key = Counted;
    type Value = Counted;
    type Error = Failure;

    async fn load_batch(&self, keys: &[Counted]) -> Result<Found<Counted, Counted>, Failure> {
        step().await;
        if let Some(gate) = &self.gate {
            gate.pass().await;
        }
        if keys.iter().any(|key| key.0 % 10 == 7) {
            return Err(Failure("seven"));
        }
        Ok(keys.iter().map(|key| (key.clone(), key.clone())).collect())
    }
}

#[test]
fn c06_a_loader_without_a_cache_keeps_nothing_of_its_loads() {
    in_every_way(async || {
        let alive = Alive::default();
        let loader = Loader::builder(Echo { gate: None }).cache(false).build();
        let mut failed = 0;
        for round in 0..2_000 {
            let keys = (0..5).map(|at| Counted::new(round * 11 + at, &alive));
            failed += usize::from(loader.load_many(keys).await.is_err());
            alive.wait_until_all_dropped().await;
        }
        // Every other round has a key that ends in 7.
        assert_eq!((failed, loader.stats().loads), (1_000, 10_000));
    });
}

#[test]
fn c12_a_load_that_was_dropped_leaves_nothing_behind() {
    in_every_way(async || {
        let (alive, gate) = (Alive::default(), Gate::closed());
        let loader = Loader::new(Echo { gate: Some(gate.clone()) });
        let load = || Box::pin(loader.load(Counted::new(1, &alive)));

        // Dropped before its batch was sent.
        let mut queued = load();
        assert!(poll!(&mut queued).is_pending());
        drop(queued);
        alive.wait_until_all_dropped().await;
        assert_eq!(loader.stats().batches, 0);

        // Dropped while its batch was in flight.
        let left = select(load(), Box::pin(gate.reached())).await;
        assert!(matches!(&left, Either::Right(_)));
        drop(left);
        alive.wait_until_all_dropped().await;

        gate.release_one();
        assert_eq!(load().await.unwrap().unwrap().0, 1);
        assert_eq!(loader.stats().batches, 2);
    });
}

#[test]
fn c12_a_batch_that_fails_leaves_nothing_behind() {
    in_every_way(async || {
        let alive = Alive::default();
        let loader = Loader::new(Echo { gate: None });
        for _ in 0..3 {
            loader.load(Counted::new(7, &alive)).await.unwrap_err();
            alive.wait_until_all_dropped().await;
        }
        assert_eq!(loader.stats().batches, 3);
    });
}

#[test]
fn s36_ten_thousand_loaders_leave_neither_values_nor_tasks_behind() {
    with_a_paused_clock(async || {
        let alive = Alive::default();
        for _ in 0..10_000 {
            let loader = Loader::new(Echo { gate: None });
            let value = loader.load(Counted::new(1, &alive)).await.unwrap();
            assert_eq!(value.unwrap().0, 1);
            let mut dropped = Box::pin(loader.load(Counted::new(2, &alive)));
            assert!(poll!(&mut dropped).is_pending());
        }
        // A driver comes to rest, and the task that looks after forgotten leaders looks once more and ends.
        tokio::time::sleep(Duration::from_secs(1)).await;
        assert_eq!(alive.count(), 0);
        assert_eq!(Handle::current().metrics().num_alive_tasks(), 0);
    });
}

/// A batch function's value is cloned for each caller and not otherwise. Rows of lookups are shared and never cloned;
/// see `databases`.
#[test]
fn c16_a_value_is_cloned_once_for_each_caller() {
    #[derive(Debug)]
    struct Heavy(Arc<AtomicUsize>);
    impl Clone for Heavy {
        fn clone(&self) -> Self {
            self.0.fetch_add(1, Ordering::SeqCst);
            Self(Arc::clone(&self.0))
        }
    }
    in_every_way(async || {
        let clones = Arc::new(AtomicUsize::new(0));
        let loader = Loader::new(Recorder::new({
            let clones = Arc::clone(&clones);
            move |keys: Vec<u32>| {
                let found = keys.into_iter().map(|key| (key, Heavy(Arc::clone(&clones)))).collect();
                async { Ok(found) }
            }
        }));
        let values = loader.load_many([1; 100]).await.unwrap();
        assert!(values.iter().all(Option::is_some));
        assert_eq!(clones.load(Ordering::SeqCst), 100);
        loader.load(1).await.unwrap();
        assert_eq!(clones.load(Ordering::SeqCst), 101);
    });
}

#[test]
fn c17_callers_of_a_shared_value_see_each_others_changes() {
    in_every_way(async || {
        let loader = Loader::new(Recorder::new(async |keys: Vec<u32>| {
            Ok(keys.into_iter().map(|key| (key, Arc::new(AtomicUsize::new(0)))).collect())
        }));
        let one = loader.load(1).await.unwrap().unwrap();
        one.store(5, Ordering::SeqCst);
        let again = loader.load(1).await.unwrap().unwrap();
        assert!(Arc::ptr_eq(&one, &again));
        assert_eq!(again.load(Ordering::SeqCst), 5);
        assert_eq!(loader.stats().batches, 1);
    });
}
