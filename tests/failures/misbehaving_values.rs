//! A value whose own code loads or panics: no lock is held while that code runs, and no later load fails.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, OnceLock};

use batchload::{BatchFn, Error, Found, Loader, drive};
use futures_util::{FutureExt, join, poll};

use crate::support::recorder::Failure;
use crate::support::runtimes::Flavour;
use crate::support::ways::{in_every_way, step};

/// The function that a value calls when it is cloned or dropped. Its type does not name the loader, because the
/// loader's type names the value's.
type Callback = Arc<OnceLock<Box<dyn Fn() + Send + Sync>>>;

struct UsesLoader(Callback);

impl UsesLoader {
    fn use_loader(&self) {
        if let Some(callback) = self.0.get() {
            callback();
        }
    }
}

impl Clone for UsesLoader {
    fn clone(&self) -> Self {
        self.use_loader();
        Self(Arc::clone(&self.0))
    }
}

impl Drop for UsesLoader {
    fn drop(&mut self) {
        self.use_loader();
    }
}

/// Has a value for every key. Batches with the key 13 fail.
struct LoaderUsers(Callback);

impl BatchFn for LoaderUsers {
    type Key = i32;
    type Value = UsesLoader;
    type Error = Failure;

    async fn load_batch(&self, keys: &[i32]) -> Result<Found<i32, UsesLoader>, Failure> {
        step().await;
        let found = keys.iter().map(|key| (*key, UsesLoader(Arc::clone(&self.0)))).collect();
        if keys.contains(&13) { Err(Failure("thirteen")) } else { Ok(found) }
    }
}

/// Makes a loader. Each use of one of its values clears a key, loads another and drops that load.
fn using_loader(cache: bool) -> Loader<i32, Option<UsesLoader>> {
    thread_local! {
        static IS_IN_USE: Cell<bool> = const { Cell::new(false) };
    }
    let callback = Callback::default();
    let loader = Loader::builder(LoaderUsers(Arc::clone(&callback))).cache(cache).build();
    let reached = loader.clone();
    let use_loader = move || {
        // A value that loads values of its own kind would never end.
        if !IS_IN_USE.replace(true) {
            drop(reached.clear(&2).load(99).now_or_never());
            IS_IN_USE.set(false);
        }
    };
    assert!(callback.set(Box::new(use_loader)).is_ok());
    loader
}

#[test]
fn b18_a_value_may_use_its_loader_while_it_is_cloned_and_dropped() {
    in_every_way(async || {
        for cache in [true, false] {
            let loader = using_loader(cache);
            assert!(loader.load(1).await.unwrap().is_some());
            loader.prime(1, UsesLoader(Callback::default())).prime(3, UsesLoader(Callback::default()));
            loader.clear(&1).clear(&3);
            let (one, two, failed) = join!(loader.load(1), loader.load(2), loader.load(1));
            assert!([one, two, failed].into_iter().all(|value| value.unwrap().is_some()));
            assert!(loader.load(13).await.is_err());
            let mut dropped = Box::pin(loader.load(5));
            assert!(poll!(&mut dropped).is_pending());
            drop(dropped);
            loader.clear_all();
            assert!(loader.load(1).await.unwrap().is_some());
        }
    });
}

thread_local! {
    /// How many values are dropped on this thread before one panics.
    static SPARED: Cell<Option<usize>> = const { Cell::new(None) };
}

/// A value that panics once, when it is dropped.
struct Fragile;

impl Clone for Fragile {
    fn clone(&self) -> Self {
        Self
    }
}

impl Drop for Fragile {
    fn drop(&mut self) {
        match SPARED.get() {
            _ if std::thread::panicking() => {}
            None => {}
            Some(0) => {
                SPARED.set(None);
                panic!("a value panicked");
            }
            Some(spared) => SPARED.set(Some(spared - 1)),
        }
    }
}

struct Fragiles;

impl BatchFn for Fragiles {
    type Key = i32;
    type Value = Fragile;
    type Error = Failure;

    /// Key 8 has no value, and 9 has one that nobody asked for.
    async fn load_batch(&self, keys: &[i32]) -> Result<Found<i32, Fragile>, Failure> {
        Ok(keys.iter().filter(|key| **key != 8).chain([&9]).map(|key| (*key, Fragile)).collect())
    }
}

/// Does everything that drops values, with a panic in one of them. Returns whether a value panicked.
async fn survives(spared: usize, cache: bool, driven: bool) -> bool {
    let loader = Loader::builder(Fragiles).cache(cache).build();
    let use_everything = AssertUnwindSafe(async {
        SPARED.set(Some(spared));
        let loads = join!(loader.load(1), loader.load(8), loader.load(1));
        for outcome in [&loads.0, &loads.1, &loads.2] {
            assert!(matches!(outcome, Ok(_) | Err(Error::Panicked { .. })), "{:?}", outcome.as_ref().err());
        }
        let _ = catch_unwind(AssertUnwindSafe(|| drop(loads)));
        for _ in 0..2 {
            let _ = catch_unwind(AssertUnwindSafe(|| _ = loader.prime(8, Fragile).prime(1, Fragile)));
            let _ = catch_unwind(AssertUnwindSafe(|| _ = loader.clear(&1)));
        }
        let _ = catch_unwind(AssertUnwindSafe(|| _ = loader.clear_all()));
    })
    .catch_unwind();
    if driven {
        let _ = drive(use_everything).await;
    } else {
        let _ = use_everything.await;
    }
    let sprung = SPARED.replace(None).is_none();
    for key in [1, 8, 2] {
        assert_eq!(loader.load(key).await.unwrap().is_some(), key != 8, "spared {spared}");
    }
    sprung
}

#[test]
fn b18_a_value_whose_drop_panics_harms_no_later_load() {
    for (cache, driven) in [(true, false), (true, true), (false, false), (false, true)] {
        Flavour::CurrentThread.run(|| async move {
            let mut spared = 0;
            while survives(spared, cache, driven).await {
                spared += 1;
            }
            assert!(spared >= 3, "{spared}");
        });
    }
}
