//! A key whose own code panics fails its own load. No lock is held while that code runs, and no later load fails.

use std::cell::Cell;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, OnceLock};

use batchload::{Error, Found, Loader};
use futures_util::{FutureExt, join, poll, try_join};

use crate::support::recorder::{Calls, Recorder, recorded};
use crate::support::runtimes::Flavour;

/// The operation that panics when it next happens to a key on this thread.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Trap {
    Nothing,
    Clone,
    Hash,
    Eq,
    Drop,
}

thread_local! {
    static TRAP: Cell<Trap> = const { Cell::new(Trap::Nothing) };
    static SPARED: Cell<usize> = const { Cell::new(0) };
}

/// Sets the trap for the first such operation after `spared` others.
fn set(trap: Trap, spared: usize) {
    TRAP.set(trap);
    SPARED.set(spared);
}

fn step_on(trap: Trap) {
    if TRAP.get() != trap {
        return;
    }
    if SPARED.get() > 0 {
        SPARED.set(SPARED.get() - 1);
        return;
    }
    TRAP.set(Trap::Nothing);
    panic!("a key panicked in {trap:?}");
}

#[derive(Debug)]
struct Trapped(i32);

impl Clone for Trapped {
    fn clone(&self) -> Self {
        step_on(Trap::Clone);
        Self(self.0)
    }
}

impl Hash for Trapped {
    fn hash<H: Hasher>(&self, state: &mut H) {
        step_on(Trap::Hash);
        self.0.hash(state);
    }
}

impl PartialEq for Trapped {
    fn eq(&self, other: &Self) -> bool {
        step_on(Trap::Eq);
        self.0 == other.0
    }
}

impl Eq for Trapped {}

impl Drop for Trapped {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            step_on(Trap::Drop);
        }
    }
}

type Keyed = Loader<Trapped, Option<i32>>;

/// Answers with numbers, not keys, so that only the loader clones keys.
fn keyed() -> (Keyed, Calls<Trapped>) {
    recorded(Recorder::new(async |keys: Vec<Trapped>| {
        Ok(keys
            .into_iter()
            .map(|key| {
                let value = key.0;
                (key, value)
            })
            .collect())
    }))
}

async fn works(loader: &Keyed) {
    set(Trap::Nothing, 0);
    let loads =
        async { try_join!(loader.load(Trapped(1)), loader.load(Trapped(2)), loader.load(Trapped(99))) };
    assert_eq!(loads.await.unwrap(), (Some(1), Some(2), Some(99)));
}

/// Springs the trap in every place where a load can meet it, one place after the other, driven or not.
async fn survives(trap: Trap, driven: bool) {
    let mut sprung = 0;
    for spared in 0..40 {
        let (loader, _) = keyed();
        let loads = async {
            set(trap, spared);
            // The key of a dropped load is left out of the batch, so that the other keys have to be copied.
            let mut gone = Box::pin(loader.load(Trapped(3)));
            let _ = poll!(&mut gone);
            let leave = async { drop(gone) };
            join!(loader.load(Trapped(1)), loader.load(Trapped(2)), loader.load(Trapped(1)), leave)
        };
        let loads = AssertUnwindSafe(loads).catch_unwind();
        let outcome = if driven { batchload::drive(loads).await } else { loads.await };
        if TRAP.get() == trap {
            // There are no more such places.
            set(Trap::Nothing, 0);
            break;
        }
        sprung += 1;
        if let Ok((one, two, again, ())) = outcome {
            for (value, outcome) in [(1, one), (2, two), (1, again)] {
                match outcome {
                    Ok(found) => assert_eq!(found, Some(value), "spared {spared}"),
                    Err(Error::Panicked { message, .. }) => assert!(message.contains("a key panicked")),
                    Err(other) => panic!("spared {spared}: {other:?}"),
                }
            }
        }
        works(&loader).await;
    }
    assert!(sprung > 0, "{trap:?} was never sprung");
}

fn survives_everywhere(trap: Trap) {
    for driven in [false, true] {
        Flavour::CurrentThread.run(|| survives(trap, driven));
    }
}

#[test]
fn b17_a_key_whose_clone_panics_harms_no_later_load() {
    survives_everywhere(Trap::Clone);
}

#[test]
fn b17_a_key_whose_hash_panics_harms_no_later_load() {
    survives_everywhere(Trap::Hash);
}

#[test]
fn b17_a_key_whose_comparison_panics_harms_no_later_load() {
    survives_everywhere(Trap::Eq);
}

#[test]
fn b17_a_key_whose_drop_panics_harms_no_later_load() {
    survives_everywhere(Trap::Drop);
}

#[test]
fn b17_a_key_that_panics_while_it_is_cleared_or_primed_harms_no_later_load() {
    Flavour::CurrentThread.run(async || {
        for trap in [Trap::Hash, Trap::Eq, Trap::Drop] {
            let (loader, _) = keyed();
            assert_eq!(loader.load(Trapped(1)).await.unwrap(), Some(1));
            let key = Trapped(1);
            set(trap, 0);
            let _ = catch_unwind(AssertUnwindSafe(|| _ = loader.clear(&key)));
            set(trap, 0);
            let _ = catch_unwind(AssertUnwindSafe(|| _ = loader.prime(Trapped(1), 1)));
            set(trap, 0);
            let _ = catch_unwind(AssertUnwindSafe(|| _ = loader.clear_all()));
            works(&loader).await;
        }
    });
}

#[test]
fn b17_a_value_whose_key_panics_while_it_is_primed_is_not_kept() {
    Flavour::CurrentThread.run(async || {
        let (loader, _) = recorded(Recorder::<_, Arc<()>>::new(async |_: Vec<Trapped>| Ok(Found::default())));
        loader.prime(Trapped(1), Arc::new(()));
        let value = Arc::new(());
        set(Trap::Eq, 0);
        let primed = catch_unwind(AssertUnwindSafe(|| _ = loader.prime(Trapped(1), Arc::clone(&value))));
        assert!(primed.is_err());
        assert_eq!(Arc::strong_count(&value), 1);
        assert!(loader.load(Trapped(1)).await.unwrap().is_some());
    });
}

/// A key whose code uses its own loader. It would wait for ever if a lock were held.
struct UsesLoader(i32, Callback);

/// The function that uses the loader. Its type does not name the loader, because the loader's type names the key's.
type Callback = Arc<OnceLock<Box<dyn Fn() + Send + Sync>>>;

impl UsesLoader {
    fn use_loader(&self) {
        if let Some(callback) = self.1.get() {
            callback();
        }
    }
}

impl fmt::Debug for UsesLoader {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl Clone for UsesLoader {
    fn clone(&self) -> Self {
        self.use_loader();
        Self(self.0, Arc::clone(&self.1))
    }
}

impl Hash for UsesLoader {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.use_loader();
        self.0.hash(state);
    }
}

impl PartialEq for UsesLoader {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}

impl Eq for UsesLoader {}

impl Drop for UsesLoader {
    fn drop(&mut self) {
        self.use_loader();
    }
}

#[test]
fn b17_a_key_may_use_its_loader_while_it_is_cloned_hashed_and_dropped() {
    Flavour::CurrentThread.run(async || {
        let callback = Callback::default();
        let (loader, calls) = recorded(Recorder::new(async |keys: Vec<UsesLoader>| {
            Ok(keys.into_iter().map(|key| (key.clone(), key.0)).collect())
        }));
        let reached = loader.clone();
        let use_loader = move || {
            reached.clear_all();
        };
        assert!(callback.set(Box::new(use_loader)).is_ok());
        let key = |at| UsesLoader(at, Arc::clone(&callback));

        // One load is dropped alone, and one next to other loads.
        let mut alone = Box::pin(loader.load(key(3)));
        assert!(poll!(&mut alone).is_pending());
        drop(alone);
        let mut dropped = Box::pin(loader.load(key(3)));
        assert!(poll!(&mut dropped).is_pending());
        let drop = async { drop(dropped) };
        let loads = async { try_join!(loader.load(key(1)), loader.load(key(2)), loader.load(key(1))) };
        assert_eq!(join!(loads, drop).0.unwrap(), (Some(1), Some(2), Some(1)));
        loader.prime(key(4), 4).clear(&key(4)).prime(key(5), 5).prime(key(5), 6);
        assert_eq!(calls.list().concat().iter().map(|key| key.0).collect::<Vec<_>>(), [1, 2]);
    });
}
