//! Steps of other threads that fall between two steps of a clear. The source takes them itself, so that they fall there
//! every time.

use std::sync::{Arc, OnceLock};

use tokio::runtime::{Builder, Runtime};

use super::{Batcher, Load, Settings};
use crate::Error;
use crate::answers::found_rows;
use crate::sources::capacity::Capacity;
use crate::sources::source::Source;
use crate::stats::Meter;
use crate::sync::atomic::{AtomicU8, Ordering};

/// The moment when another thread takes a step.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Between {
    /// A batch that was sent before tells of its row after a clear has begun.
    LetsTell,
    /// A clear happens while a load takes in the rows that were told of.
    Clears,
}

/// A source that has one row for every key, its version: 1 if a batch asks for it, 0 if it was told of before.
struct Versions {
    between: Between,
    loader: OnceLock<Arc<Batcher<u8>>>,
    found: found_rows::FoundRows<u8>,
    seen: found_rows::SeenCount,
    steps: AtomicU8,
}

impl Versions {
    /// Returns whether the other thread takes its step here, which it does once.
    fn steps(&self, between: Between) -> bool {
        self.between == between && self.steps.fetch_add(1, Ordering::Relaxed) == 0
    }
}

impl Source for Arc<Versions> {
    type Key = u8;
    type Answer = Option<u8>;

    const CAN_HAVE_NEW_ANSWERS: bool = true;

    fn capacity(&self) -> Capacity<u8> {
        Capacity::UNLIMITED
    }

    async fn fetch(&self, keys: &[u8], _: &Meter) -> Result<Vec<Option<u8>>, Error> {
        Ok(vec![Some(1); keys.len()])
    }

    fn take_new_answers(&self) -> (Vec<u8>, Vec<Option<u8>>) {
        let rows = self.found.take_unseen(&self.seen);
        if self.steps(Between::Clears) {
            self.loader.get().unwrap().clear(&1);
        }
        rows.iter().flat_map(|rows| rows.iter()).map(|version| (1, Some(*version))).unzip()
    }

    fn note_clear(&self) {
        if self.steps(Between::LetsTell) {
            self.found.note(&vec![0].into());
        }
        self.found.clear();
    }
}

fn loader(between: Between) -> (Arc<Versions>, Arc<Batcher<u8>>) {
    let versions = Arc::new(Versions {
        between,
        loader: OnceLock::new(),
        found: found_rows::FoundRows::new(true),
        seen: found_rows::SeenCount::default(),
        steps: AtomicU8::new(0),
    });
    let loader = Batcher::new(
        Arc::clone(&versions),
        Settings { name: "versions", ..Settings::default() },
        Arc::default(),
    );
    assert!(versions.loader.set(Arc::clone(&loader)).is_ok());
    (versions, loader)
}

fn loaded(loader: &Arc<Batcher<u8>>) -> Option<u8> {
    loaded_on(&Builder::new_current_thread().build().unwrap(), loader)
}

fn loaded_on(runtime: &Runtime, loader: &Arc<Batcher<u8>>) -> Option<u8> {
    runtime.block_on(Load::<_, Option<u8>>::new(Arc::clone(loader), 1)).unwrap()
}

#[test]
fn what_is_told_when_a_clear_has_begun_is_not_known_after_it() {
    let (_, loader) = loader(Between::LetsTell);
    loader.clear(&1);
    assert_eq!(loaded(&loader), Some(1));
}

#[test]
fn what_is_told_when_a_clear_of_all_has_begun_is_not_known_after_it() {
    let (_, loader) = loader(Between::LetsTell);
    loader.clear_all();
    assert_eq!(loaded(&loader), Some(1));
}

#[test]
fn what_a_load_takes_in_during_a_clear_is_not_known_after_it() {
    let (versions, loader) = loader(Between::Clears);
    versions.found.note(&vec![0].into());
    assert_eq!(loaded(&loader), Some(1));
}

#[test]
fn what_is_watched_does_not_pile_up_while_the_runtime_of_the_watch_rests() {
    let (_, loader) = loader(Between::Clears);
    let rests = Builder::new_current_thread().enable_all().build().unwrap();
    loaded_on(&rests, &loader);
    // This runtime has no clock, and so no watch of its own.
    let without = Builder::new_current_thread().build().unwrap();
    for _ in 0..1_000 {
        loader.clear_all();
        loaded_on(&without, &loader);
    }
    assert!(loader.shared_turn().listed() <= 128, "{}", loader.shared_turn().listed());
}
