//! A batch function that panics once, is asked for too much, or blocks its thread.

use std::hash::{BuildHasher, Hash, Hasher};
use std::sync::atomic::{AtomicU32, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use batchload::{Error, Loader};
use futures_util::join;

use crate::support::recorder::{Recorder, echo, recorded, same};
use crate::support::ways::in_every_way;

#[test]
fn b05_after_a_panic_the_same_key_and_others_load() {
    in_every_way(async || {
        let before = AtomicUsize::new(0);
        let (loader, calls) = recorded(Recorder::new(move |keys: Vec<i32>| {
            assert!(before.fetch_add(1, Ordering::SeqCst) > 0, "the first batch panics");
            async { Ok(same(keys)) }
        }));
        assert!(matches!(loader.load(1).await, Err(Error::Panicked { .. })));
        let (same, other) = join!(loader.load(1), loader.load(2));
        assert_eq!((same.unwrap(), other.unwrap()), (Some(1), Some(2)));
        assert_eq!(calls.list(), [vec![1], vec![1, 2]]);
    });
}

#[test]
fn b12_seventy_thousand_keys_with_a_limit_of_thirty_thousand_are_three_batches() {
    in_every_way(async || {
        let recorder = Recorder::echo();
        let calls = recorder.calls();
        let loader = Loader::builder(recorder).max_batch_size(30_000).build();
        let values = loader.load_many(0..70_000).await.unwrap();
        assert!(values.into_iter().eq((0..70_000).map(Some)));
        assert_eq!(calls.list().iter().map(Vec::len).collect::<Vec<_>>(), [30_000, 30_000, 10_000]);
    });
}

#[test]
fn b12_a_batch_has_at_most_a_hundred_thousand_keys_unless_it_is_set() {
    in_every_way(async || {
        let (loader, calls) = echo();
        let values = loader.load_many(0..100_001).await.unwrap();
        assert!(values.into_iter().eq((0..100_001).map(Some)));
        assert_eq!(calls.list().iter().map(Vec::len).collect::<Vec<_>>(), [100_000, 1]);

        let recorder = Recorder::echo();
        let calls = recorder.calls();
        let loader = Loader::builder(recorder).max_batch_size(usize::MAX).build();
        loader.load_many(0..100_001).await.unwrap();
        assert_eq!(calls.list().iter().map(Vec::len).collect::<Vec<_>>(), [100_001]);
    });
}

/// A key that equals nothing, not even itself.
#[derive(Clone, Copy, Debug)]
struct Stranger(u32);

impl Hash for Stranger {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.hash(state);
    }
}

impl PartialEq for Stranger {
    fn eq(&self, _: &Self) -> bool {
        false
    }
}

impl Eq for Stranger {}

/// A key that has a different hash every time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Restless(u32);

impl Hash for Restless {
    fn hash<H: Hasher>(&self, state: &mut H) {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        NEXT.fetch_add(1, Ordering::Relaxed).hash(state);
    }
}

/// The loader cannot find such keys again, so their loads end without a value. Nothing else goes wrong.
#[test]
fn b17_keys_that_lie_about_hash_and_equality_find_nothing_and_end() {
    in_every_way(async || {
        let (strangers, calls) = echo();
        let values = strangers.load_many([1, 2, 1].map(Stranger)).await.unwrap();
        assert!(values.iter().all(Option::is_none));
        strangers.prime(Stranger(1), Stranger(1)).clear(&Stranger(1)).clear_all();
        assert!(strangers.load(Stranger(1)).await.unwrap().is_none());
        assert_eq!(calls.list().concat().len(), 4);

        let (restless, calls) = echo();
        for _ in 0..100 {
            assert_eq!(restless.load_many([1, 2, 1].map(Restless)).await.unwrap().len(), 3);
            restless.prime(Restless(1), Restless(1)).clear(&Restless(1));
        }
        restless.clear_all();
        assert_eq!(restless.load(Restless(3)).await.unwrap().map_or(3, |key| key.0), 3);
        assert!(calls.list().concat().len() >= 3);
    });
}

/// A key that records the first hash it gets.
#[derive(Clone, Debug)]
struct HashRecording(u32, Arc<Mutex<Option<u64>>>);

impl PartialEq for HashRecording {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}

impl Eq for HashRecording {}

impl Hash for HashRecording {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.hash(state);
        self.1.lock().unwrap().get_or_insert(state.finish());
    }
}

/// A client that chooses keys cannot know which of them collide.
#[test]
fn c13_every_loader_hashes_keys_by_a_secret_of_its_own() {
    in_every_way(async || {
        let mut hashes = Vec::new();
        for _ in 0..4 {
            let (loader, calls) = echo();
            let hash = async || {
                let recorded = Arc::new(Mutex::new(None));
                loader.load(HashRecording(1, Arc::clone(&recorded))).await.unwrap();
                recorded.lock().unwrap().unwrap()
            };
            let first = hash().await;
            assert_eq!(first, hash().await);
            assert_eq!(calls.count(), 1);
            hashes.push(first);
        }
        let open = std::hash::BuildHasherDefault::<std::hash::DefaultHasher>::default();
        hashes.push(open.hash_one(1_u32));
        let count = hashes.len();
        hashes.sort_unstable();
        hashes.dedup();
        assert_eq!(hashes.len(), count, "{hashes:?}");
    });
}

#[test]
#[cfg(debug_assertions)]
fn b20_a_batch_function_that_blocks_its_thread_is_warned_of_in_debug_builds() {
    let blocks = || {
        let recorder = Recorder::new(async |keys: Vec<i32>| {
            // A batch function must not do this.
            std::thread::sleep(Duration::from_millis(60));
            Ok(same(keys))
        });
        let loader = Loader::builder(recorder).name("squares").build();
        assert_eq!(futures_executor::block_on(loader.load(1)).unwrap(), Some(1));
    };
    // Runs once unheard, so that `tracing` knows the callsite of the warning when a subscriber listens.
    blocks();
    let warnings = crate::support::events::Events::down_to(tracing::Level::WARN);
    tracing::subscriber::with_default(warnings.clone(), blocks);
    let warnings = warnings.take();
    assert_eq!(warnings.len(), 1, "{warnings:?}");
    assert!(warnings[0].contains("loader=\"squares\""), "{warnings:?}");
    assert!(warnings[0].contains("`spawn_blocking`"), "{warnings:?}");
}
