//! One loader at work: a queue of keys, a source that is asked for them, and the rule that says when.

use std::fmt;
use std::hash::{BuildHasher, RandomState};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::source::Source;
use crate::stats::Counters;

mod answers;
mod clock;
mod drive;
mod flight;
mod load;
mod nesting;
mod queue;
mod run;
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
    hasher: RandomState,
    turns: Arc<Turns>,
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
            hasher: RandomState::new(),
            turns,
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

    pub(crate) fn counters(&self) -> &Counters {
        &self.counters
    }

    /// Remembers answers that were found without asking. Does nothing where answers are not kept.
    pub(crate) fn prime(&self, known: Vec<(S::Key, S::Answer)>) {
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
        let mut debris = Debris::default();
        let mut queue = self.lock();
        for primed in primed {
            queue.prime(primed, S::is_absent, &mut debris);
        }
        drop(queue);
        drop(debris);
    }

    pub(crate) fn clear(&self, key: &S::Key) {
        self.catch_up();
        self.source.cleared();
        let hash = self.hash(key);
        let debris = self.lock().clear(hash, key);
        drop(debris);
    }

    pub(crate) fn clear_all(&self) {
        self.catch_up();
        self.source.cleared();
        let debris = self.lock().clear_all();
        drop(debris);
    }

    /// Takes in what became known elsewhere.
    fn catch_up(&self) {
        self.prime(self.source.news());
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
