//! One loader at work: a queue of keys, a source that is asked for them, and the rule that says when.

use std::fmt;
use std::hash::BuildHasher;
use std::sync::{Arc, PoisonError};
use std::time::Duration;

use foldhash::fast::RandomState;

use crate::source::Source;
use crate::stats::{Counters, Stats};
use crate::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use crate::sync::{Mutex, MutexGuard};

mod answers;
mod clock;
mod drive;
mod flight;
mod load;
#[cfg(all(test, any(batchload_loom, batchload_shuttle)))]
mod models;
mod nesting;
mod queue;
mod run;
#[cfg(test)]
mod tests;
mod trace;
mod turn;
mod watch;

pub use drive::{Drive, drive};
pub(crate) use load::Load;
pub(crate) use watch::Turns;

use answers::{Answers, Place};
use queue::{Debris, Limits, Primed, Queue};

/// A loader's shared state: what all its handles, loads and batches hold.
pub(crate) struct Batcher<S: Source> {
    source: S,
    settings: Settings,
    queue: Mutex<Queue<S::Key, S::Answer>>,
    /// Seeded anew for each loader. It withstands keys that were chosen without a look at hashes or at the time
    /// that a table takes, which is what a client has who sends keys to a loader that ends with its request.
    hasher: RandomState,
    /// Whether a key may have an answer already. A hint: where it is wrong, the queue knows better.
    knows: AtomicBool,
    turns: Arc<Turns>,
    /// How often something was cleared. Changes with the queue, and only grows.
    clears: AtomicU64,
    counters: Counters,
}

/// What can be set on a loader.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Settings {
    pub(crate) name: &'static str,
    /// The most keys of one batch, if that was set.
    pub(crate) max_batch_size: Option<usize>,
    /// How many batches of one opening run at a time.
    pub(crate) concurrency: usize,
    pub(crate) cache: bool,
    pub(crate) batch_timeout: Option<Duration>,
}

impl Settings {
    pub(crate) fn new(name: &'static str) -> Self {
        Self {
            name,
            max_batch_size: None,
            concurrency: 4,
            cache: true,
            batch_timeout: Some(Duration::from_secs(30)),
        }
    }
}

impl<S: Source> Batcher<S> {
    pub(crate) fn new(source: S, settings: Settings, turns: Arc<Turns>) -> Arc<Self> {
        let limits = Limits {
            keys: settings.max_batch_size.unwrap_or(S::USUAL).min(source.most()).max(1),
            bytes: source.most_bytes(),
            cache: settings.cache,
        };
        Arc::new(Self {
            source,
            settings,
            queue: Mutex::new(Queue::new(limits)),
            hasher: RandomState::default(),
            knows: AtomicBool::new(false),
            turns,
            clears: AtomicU64::new(0),
            counters: Counters::default(),
        })
    }

    pub(crate) fn source(&self) -> &S {
        &self.source
    }

    pub(crate) fn turns(&self) -> &Arc<Turns> {
        &self.turns
    }

    pub(crate) fn name(&self) -> &'static str {
        self.settings.name
    }

    pub(crate) fn stats(&self) -> Stats {
        let (loads, hits) = self.lock().loads();
        Stats { loads, hits, ..self.counters.stats() }
    }

    /// Remembers answers that were found without asking. Does nothing where answers are not kept.
    pub(crate) fn prime(&self, known: Vec<(S::Key, S::Answer)>) {
        self.prime_if(known, || true);
    }

    /// Likewise, if that is still so once nothing can change any more.
    fn prime_if(&self, known: Vec<(S::Key, S::Answer)>, still: impl FnOnce() -> bool) {
        if !self.settings.cache || known.is_empty() {
            return;
        }
        let (keys, answers): (Vec<_>, Vec<_>) = known.into_iter().unzip();
        let answers = Answers::known(answers);
        let primed: Vec<_> = keys
            .into_iter()
            .enumerate()
            .map(|(position, key)| {
                let place = Place::new(&answers, position);
                Primed { hash: self.hash(&key), key, place }
            })
            .collect();
        // What is left of it is dropped after the lock, like the debris.
        let mut primed = primed.into_iter();
        let mut debris = Debris::default();
        self.knows.store(true, Ordering::Relaxed);
        let mut queue = self.lock();
        if still() {
            for primed in primed.by_ref() {
                queue.prime(primed, S::is_absent, &mut debris);
            }
        }
        drop(queue);
        drop(debris);
    }

    pub(crate) fn clear(&self, key: &S::Key) {
        self.start_to_clear();
        let hash = self.hash(key);
        let debris = self.cleared().clear(hash, key);
        drop(debris);
    }

    pub(crate) fn clear_all(&self) {
        self.start_to_clear();
        let debris = self.cleared().clear_all();
        drop(debris);
    }

    /// Nothing older is told from now on, and what was told before is taken in, to be forgotten as well.
    fn start_to_clear(&self) {
        self.source.cleared();
        self.catch_up();
    }

    /// The queue, and word that something is cleared in it.
    fn cleared(&self) -> MutexGuard<'_, Queue<S::Key, S::Answer>> {
        let queue = self.lock();
        self.clears.fetch_add(1, Ordering::Release);
        queue
    }

    /// Takes in what became known elsewhere. If something is cleared meanwhile, it may be older than that.
    fn catch_up(&self) {
        let clears = self.clears.load(Ordering::Acquire);
        self.prime_if(self.source.news(), || self.clears.load(Ordering::Relaxed) == clears);
    }

    fn hash(&self, key: &S::Key) -> u64 {
        self.hasher.hash_one(key)
    }

    /// Held for a few lines, never while a user's code runs: see `queue`. A panic in a key's `Eq` leaves
    /// nothing half done, so a poisoned lock is as good as any.
    fn lock(&self) -> MutexGuard<'_, Queue<S::Key, S::Answer>> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<S: Source> fmt::Debug for Batcher<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Batcher").field("settings", &self.settings).finish_non_exhaustive()
    }
}
