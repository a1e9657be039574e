//! A batch function that fails in every way a batch function can, and keys and values that are counted.

use std::convert::Infallible;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use batchload::{BatchFn, Error, Found};
use futures_util::future::BoxFuture;

use crate::dice::Dice;
use crate::tally::{ALIVE, FAULTS};

/// The beginning of the message of every panic that is meant to happen.
pub const MEANT: &str = "meant to happen: ";

/// Counts the keys and values that hold it.
#[derive(Debug)]
struct Alive;

impl Alive {
    fn new() -> Self {
        ALIVE.fetch_add(1, Ordering::Relaxed);
        Self
    }
}

impl Drop for Alive {
    fn drop(&mut self) {
        ALIVE.fetch_sub(1, Ordering::Relaxed);
    }
}

/// A key. Some keys can be cloned a few times and then never again.
pub struct Key {
    pub number: i64,
    clones: Option<Arc<AtomicI64>>,
    _alive: Alive,
}

impl Key {
    pub fn sound(number: i64) -> Self {
        Self { number, clones: None, _alive: Alive::new() }
    }

    pub fn fragile(number: i64, clones: i64) -> Self {
        Self { number, clones: Some(Arc::new(AtomicI64::new(clones))), _alive: Alive::new() }
    }
}

impl Clone for Key {
    fn clone(&self) -> Self {
        if let Some(clones) = &self.clones
            && clones.fetch_sub(1, Ordering::Relaxed) == 0
        {
            FAULTS.add("a key's `Clone` panics");
            panic!("{MEANT}a key's clone");
        }
        Self { number: self.number, clones: self.clones.clone(), _alive: Alive::new() }
    }
}

impl PartialEq for Key {
    fn eq(&self, other: &Self) -> bool {
        self.number == other.number
    }
}

impl Eq for Key {}

impl Hash for Key {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.number.hash(state);
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.number.fmt(f)
    }
}

/// The value of a key: its square.
pub struct Square {
    pub number: i64,
    brittle: bool,
    _alive: Alive,
}

impl Square {
    /// Returns the value of a key. Every tenth key has none.
    pub fn at(number: i64) -> Option<Self> {
        (number % 10 != 0).then(|| Self { number: number * number, brittle: false, _alive: Alive::new() })
    }
}

impl Clone for Square {
    fn clone(&self) -> Self {
        assert!(!self.brittle, "{MEANT}a value's clone");
        Self { number: self.number, brittle: false, _alive: Alive::new() }
    }
}

impl fmt::Debug for Square {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.number.fmt(f)
    }
}

/// The load that a batch function makes itself.
pub type Inner = Box<dyn Fn(Vec<i64>) -> BoxFuture<'static, Result<(), Error>> + Send + Sync>;

/// The batch function.
pub struct Squares {
    pub dice: Mutex<Dice>,
    /// Whether nothing may go wrong.
    pub calm: bool,
    /// Whether its batches end soon, even those that never answer.
    pub impatient: bool,
    pub inner: Option<Inner>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Course {
    AtOnce,
    Later(u64),
    Loads,
    Fails,
    Panics,
    Never,
    Brittle,
}

impl Squares {
    /// Decides how the next batch goes.
    fn course(&self) -> Course {
        let mut dice = self.dice.lock().unwrap_or_else(PoisonError::into_inner);
        match dice.within(0..=99) {
            0..=59 => Course::AtOnce,
            60..=74 => Course::Later(dice.within(1..=6)),
            75..=84 => Course::Loads,
            _ if self.calm => Course::AtOnce,
            85..=89 => Course::Fails,
            90..=93 => Course::Panics,
            94..=95 if self.impatient => Course::Never,
            96..=97 => Course::Brittle,
            _ => Course::AtOnce,
        }
    }
}

impl BatchFn for Squares {
    type Key = Key;
    type Value = Square;
    type Error = Box<dyn std::error::Error + Send + Sync>;

    async fn load_batch(&self, keys: &[Key]) -> Result<Found<Key, Square>, Self::Error> {
        let course = self.course();
        match course {
            Course::AtOnce => {}
            Course::Later(turns) if turns > 4 => tokio::time::sleep(Duration::from_millis(turns)).await,
            Course::Later(turns) => {
                for _ in 0..turns {
                    tokio::task::yield_now().await;
                }
            }
            Course::Loads => {
                if let Some(inner) = &self.inner {
                    inner(keys.iter().map(|key| key.number).collect()).await?;
                }
            }
            Course::Fails => {
                FAULTS.add("a batch function fails");
                return Err(format!("{MEANT}a failure").into());
            }
            Course::Panics => {
                FAULTS.add("a batch function panics");
                panic!("{MEANT}a batch function");
            }
            Course::Never => {
                FAULTS.add("a batch function never answers");
                std::future::pending::<()>().await;
            }
            Course::Brittle => FAULTS.add("values whose `Clone` panics"),
        }
        let brittle = course == Course::Brittle;
        let value = |key: &Key| Some((key.clone(), Square { brittle, ..Square::at(key.number)? }));
        Ok(keys.iter().filter_map(value).collect())
    }
}

/// A batch function that never answers and has no timeout. Its batches end when nobody waits for them any more.
pub struct Endless;

impl BatchFn for Endless {
    type Key = i64;
    type Value = ();
    type Error = Infallible;

    async fn load_batch(&self, _: &[i64]) -> Result<Found<i64, ()>, Infallible> {
        let _alive = Alive::new();
        FAULTS.add("a batch function never answers and has no timeout");
        std::future::pending().await
    }
}
