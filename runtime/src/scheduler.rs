//! One loader at work: a queue of keys, the source that the loader asks for them, and the rule that says when.

use std::hash::BuildHasher;
use std::sync::{Arc, PoisonError};
use std::time::Duration;

use foldhash::quality::RandomState;

use crate::key::Key;
use crate::sources::capacity::{Capacity, Weight};
use crate::sources::source::Source;
use crate::stats::{Counters, Stats};
use crate::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use crate::sync::{Mutex, MutexGuard};

mod answers;
mod clock;
mod drive;
mod erased_source;
mod flight;
mod interest;
mod load;
mod load_many;
#[cfg(all(test, any(batchload_loom, batchload_shuttle)))]
mod models;
mod nesting;
mod opening_ref;
mod queue;
mod run;
mod send;
mod task;
#[cfg(test)]
mod tests;
mod trace;
mod turn;
mod watch;

pub(crate) use clock::within;
#[cfg(feature = "async-graphql")]
pub(crate) use drive::DrivenStream;
pub use drive::{Drive, drive};
pub(crate) use erased_source::KnownAnswers;
pub use load::Load;
pub use load_many::LoadMany;
pub(crate) use watch::SharedTurn;

use answers::Answers;
use erased_source::ErasedSource;
use queue::{DeferredDrops, Limits, Primed, Queue};
use turn::WaitTime;

/// The shared state of a loader, which all its handles, loads and batches hold.
pub(crate) struct Batcher<K> {
    source: Arc<dyn ErasedSource<K>>,
    settings: Settings,
    queue: Mutex<Queue<K>>,
    /// Seeded anew for each loader. foldhash does not withstand someone who sees hashes or timings, but a client of a
    /// loader that lives for one request sees neither.
    hasher: RandomState,
    /// Whether a key may have an answer already. This is a hint: if it is wrong, the queue knows better.
    may_have_answers: AtomicBool,
    /// Whether answers become known elsewhere, so that the source has to be asked for them.
    can_have_new_answers: bool,
    weight: Weight<K>,
    shared_turn: Arc<SharedTurn>,
    /// No other step is taken while this lock is held.
    lead_time: std::sync::Mutex<LeadTime>,
    /// How often something was cleared. It changes under the lock of the queue, and only grows.
    clears: AtomicU64,
    /// How many batches are under way and do not wait for other batches.
    at_work: AtomicUsize,
    counters: Counters,
}

/// How long an opening has been led, by all of its leaders together.
#[derive(Default)]
struct LeadTime {
    opening: u64,
    wait_time: WaitTime,
}

/// The settings of a loader.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Settings {
    pub(crate) name: &'static str,
    /// The most keys of one batch; a source may take fewer.
    pub(crate) max_batch_size: usize,
    /// How many batches run at a time in a request. Of an opening that was cut, as many batches run as the loader has
    /// room for in all requests, and at least one.
    pub(crate) concurrency: usize,
    pub(crate) cache: bool,
    pub(crate) batch_timeout: Option<Duration>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            name: "",
            max_batch_size: usize::MAX,
            concurrency: 4,
            cache: true,
            batch_timeout: Some(Duration::from_secs(30)),
        }
    }
}

impl<K: Key> Batcher<K> {
    pub(crate) fn new<S: Source<Key = K>>(
        source: S,
        settings: Settings,
        shared_turn: Arc<SharedTurn>,
    ) -> Arc<Self> {
        let capacity = source.capacity();
        Self::of(Arc::new(source), S::CAN_HAVE_NEW_ANSWERS, capacity, settings, shared_turn)
    }

    fn of(
        source: Arc<dyn ErasedSource<K>>,
        can_have_new_answers: bool,
        Capacity { keys, bytes, weight }: Capacity<K>,
        settings: Settings,
        shared_turn: Arc<SharedTurn>,
    ) -> Arc<Self> {
        let keys = settings.max_batch_size.min(keys).max(1);
        let limits = Limits { keys, bytes, cache: settings.cache };
        Arc::new(Self {
            source,
            settings,
            queue: Mutex::new(Queue::new(settings.name, limits)),
            hasher: RandomState::default(),
            may_have_answers: AtomicBool::new(false),
            can_have_new_answers,
            weight,
            shared_turn,
            lead_time: std::sync::Mutex::default(),
            clears: AtomicU64::new(0),
            at_work: AtomicUsize::new(0),
            counters: Counters::default(),
        })
    }

    pub(crate) fn shared_turn(&self) -> &Arc<SharedTurn> {
        &self.shared_turn
    }

    pub(crate) fn name(&self) -> &'static str {
        self.settings.name
    }

    pub(crate) fn stats(&self) -> Stats {
        let (loads, hits) = self.lock().loads();
        Stats { loads, hits, ..self.counters.stats() }
    }

    /// Remembers answers that were found without asking. Does nothing if the loader has no cache.
    pub(crate) fn prime(&self, known: KnownAnswers<K>) {
        self.prime_if(known, || true);
    }

    /// Does the same, if `still` holds once the queue is locked.
    fn prime_if(&self, known: KnownAnswers<K>, still: impl FnOnce() -> bool) {
        if !self.settings.cache {
            return;
        }
        let KnownAnswers { keys, values } = known;
        let hashes = keys.iter().map(|key| self.hash(key)).collect();
        // The rest of it is dropped after the lock is released, like what it replaces.
        let mut primed = Some(Primed { keys, hashes, answers: Answers::known(self.name(), values) });
        let mut drops = DeferredDrops::default();
        self.may_have_answers.store(true, Ordering::Relaxed);
        let mut queue = self.lock();
        if still()
            && let Some(primed) = primed.take()
        {
            queue.prime(primed, |answers, at| self.source.is_replaceable(answers, at), &mut drops);
        }
        drop(queue);
        drop(drops);
    }

    pub(crate) fn clear(&self, key: &K) {
        // Before the source forgets them: of the rows that others passed on, only this key's are to be forgotten here.
        self.catch_up();
        self.source.note_clear();
        let hash = self.hash(key);
        let drops = self.lock_to_clear().clear(hash, key);
        drop(drops);
    }

    pub(crate) fn clear_all(&self) {
        self.source.note_clear();
        let drops = self.lock_to_clear().clear_all();
        drop(drops);
    }

    /// Returns whether nothing is queued and nothing is in flight.
    #[cfg(feature = "async-graphql")]
    pub(crate) fn is_at_rest(&self) -> bool {
        self.lock().is_at_rest()
    }

    /// Locks the queue, and counts that something is cleared in it.
    fn lock_to_clear(&self) -> MutexGuard<'_, Queue<K>> {
        let queue = self.lock();
        self.clears.fetch_add(1, Ordering::Release);
        queue
    }

    /// Takes in the answers that became known elsewhere.
    #[inline]
    fn catch_up(&self) {
        if self.can_have_new_answers {
            self.prime_new_answers();
        }
    }

    /// Takes in the new answers, unless something is cleared meanwhile, because they may be older than the clear.
    fn prime_new_answers(&self) {
        let clears = self.clears.load(Ordering::Acquire);
        if let Some(known) = self.source.take_new_answers() {
            self.prime_if(known, || self.clears.load(Ordering::Relaxed) == clears);
        }
    }

    fn hash(&self, key: &K) -> u64 {
        self.hasher.hash_one(key)
    }

    /// Locks the queue. The lock is held for a few lines, and the only code of a user that runs under it compares keys:
    /// see `queue`. A panic in a key's `Eq` leaves nothing half done, so a poisoned lock is as good as any.
    fn lock(&self) -> MutexGuard<'_, Queue<K>> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
