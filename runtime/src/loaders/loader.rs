//! The loader that users hold: `load`, `load_many`, `prime`, `clear`.

use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;
use std::time::Duration;

use crate::answers::answer::{Answer, IntoAnswer};
use crate::key::Key;
use crate::scheduler::{Batcher, KnownAnswers, Load, LoadMany, Settings, SharedTurn};
use crate::sources::batch_fn::BatchFn;
use crate::stats::Stats;

/// A loader, which collects the keys that callers ask for and loads them in batches.
///
/// `Loader` is a cheap handle: clones share their keys, batches and cache. `Model::by_field(&loaders)` returns the
/// loader of a lookup; [`Loader::new`] makes one from a [`BatchFn`].
///
/// `K` is the key, and `A` the answer of a load: a `Loader<i64, Option<One<Reporter>>>` finds one row for a key, a
/// `Loader<i64, Many<Article>>` finds many, and a batch function with values of type `V` has a `Loader<K, Option<V>>`.
///
/// # Load semantics
///
/// - **When a batch goes.** Under [`drive`](crate::drive()), a batch goes as soon as the request cannot go on without
///   it; every GraphQL execution is driven. While four batches of the loader are in flight, new keys wait, and go
///   together in the next batch. Without `drive`, a batch goes when the waiting task has yielded four times without a
///   new load. No timer delays a batch. If loads keep coming, those that wait go after 64 rounds and about 200
///   milliseconds.
/// - **Keys.** Each key is asked once: loads share a key that is queued, in flight or cached. Each load gets the answer
///   of its own key, in whatever order the answers come.
/// - **Missing keys** answer `None`, or an empty [`Many`](crate::Many); the loader remembers these answers too.
/// - **Errors** reach every waiter of their batch and are never cached: the next load asks again.
/// - **Cancellation.** Dropping a load affects no other load. A key that nobody waits for is not sent; a batch that
///   nobody waits for is cancelled.
/// - **Lifetime of the cache.** The cache lives as long as the loader. Make one loader for each request, as
///   [`Loaders`](crate::Loaders) does, so that no user sees what another was allowed to see.
/// - **Runtimes.** A loader works on any runtime of tokio; under [`drive`](crate::drive()), on any executor. Without
///   tokio's time driver there is no batch timeout. The loader detects a missing time driver by catching a panic, so a
///   program built with `panic = "abort"` needs `enable_time`.
///
/// ```
/// # use std::convert::Infallible;
/// # use batchload::{BatchFn, Found, Loader};
/// # struct Squares;
/// # impl BatchFn for Squares {
/// #     type Key = u64;
/// #     type Value = u64;
/// #     type Error = Infallible;
/// #     async fn load_batch(&self, keys: &[u64]) -> Result<Found<u64, u64>, Infallible> {
/// #         Ok(keys.iter().map(|key| (*key, key * key)).collect())
/// #     }
/// # }
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), batchload::Error> {
/// let squares = Loader::new(Squares);
/// let (three, four) = tokio::try_join!(squares.load(3), squares.load(4))?;
/// assert_eq!((three, four), (Some(9), Some(16)));
/// assert_eq!(squares.stats().batches, 1);
/// # Ok(())
/// # }
/// ```
pub struct Loader<K, A> {
    batcher: Arc<Batcher<K>>,
    answer: PhantomData<fn() -> A>,
}

impl<K: Key, V: Clone + Send + Sync + 'static> Loader<K, Option<V>> {
    /// Creates a loader of a batch function.
    ///
    /// The loader has a cache, sends at most [`BatchFn::MAX_BATCH_SIZE`] keys in a batch, and gives each batch 30
    /// seconds.
    #[must_use]
    pub fn new<F: BatchFn<Key = K, Value = V>>(batch_fn: F) -> Self {
        Self::builder(batch_fn).build()
    }

    /// Returns a builder for a loader of a batch function.
    ///
    /// ```
    /// # use std::convert::Infallible;
    /// # use batchload::{BatchFn, Found, Loader};
    /// # struct Squares;
    /// # impl BatchFn for Squares {
    /// #     type Key = u64;
    /// #     type Value = u64;
    /// #     type Error = Infallible;
    /// #     async fn load_batch(&self, keys: &[u64]) -> Result<Found<u64, u64>, Infallible> {
    /// #         Ok(keys.iter().map(|key| (*key, key * key)).collect())
    /// #     }
    /// # }
    /// let squares = Loader::builder(Squares).name("squares").max_batch_size(100).cache(false).build();
    /// ```
    pub fn builder<F: BatchFn<Key = K, Value = V>>(batch_fn: F) -> LoaderBuilder<F> {
        LoaderBuilder::new(batch_fn, Settings::default(), Arc::default())
    }
}

impl<K: Key, A: Answer> Loader<K, A> {
    /// Returns a builder for a loader that works in the same request as this one.
    ///
    /// Outside [`drive`](crate::drive()), the loaders of one request take each other into account: none sends a batch
    /// while answers of another are still unread. Those of one [`Loaders`](crate::Loaders) do so anyway.
    /// The builder starts with the defaults, not with the settings of this loader.
    pub fn beside<F: BatchFn>(&self, batch_fn: F) -> LoaderBuilder<F> {
        LoaderBuilder::new(batch_fn, Settings::default(), Arc::clone(self.batcher.shared_turn()))
    }

    /// Makes a loader of a batcher, whose source has to answer with `A`.
    pub(crate) fn of(batcher: Arc<Batcher<K>>) -> Self {
        Self { batcher, answer: PhantomData }
    }

    /// Loads one key.
    ///
    /// The future does nothing until it is polled. It holds the loader, so it can outlive this handle.
    ///
    /// # Errors
    ///
    /// Returns the error of the batch; every waiter of the batch gets the same error.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future gives up this load and no other.
    pub fn load(&self, key: K) -> Load<K, A> {
        Load::new(Arc::clone(&self.batcher), key)
    }

    /// Loads one key, and consumes the handle.
    pub(crate) fn into_load(self, key: K) -> Load<K, A> {
        Load::new(self.batcher, key)
    }

    /// Loads several keys, and returns one answer for each, in the order of the keys.
    ///
    /// # Errors
    ///
    /// Returns the first error of any key. To get a separate outcome for each key, join several [`load`](Self::load)s.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future gives up these loads and no others.
    pub fn load_many<I>(&self, keys: I) -> LoadMany<K, A>
    where
        I: IntoIterator<Item = K>,
    {
        LoadMany::new(&self.batcher, keys)
    }

    /// Remembers an answer that was found without asking.
    ///
    /// It is remembered only if no value is known for the key: a value that was loaded or primed before stays until
    /// [`clear`](Self::clear) removes it. If the key is queued, the loader no longer asks for it. If the key is in
    /// flight, the batch answers those who wait for it, and the primed answer stays. Without a cache, nothing happens.
    ///
    /// ```
    /// # use std::convert::Infallible;
    /// # use batchload::{BatchFn, Found, Loader};
    /// # struct Squares;
    /// # impl BatchFn for Squares {
    /// #     type Key = u64;
    /// #     type Value = u64;
    /// #     type Error = Infallible;
    /// #     async fn load_batch(&self, keys: &[u64]) -> Result<Found<u64, u64>, Infallible> {
    /// #         Ok(keys.iter().map(|key| (*key, key * key)).collect())
    /// #     }
    /// # }
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), batchload::Error> {
    /// let squares = Loader::new(Squares);
    /// squares.prime(3, 9);
    /// assert_eq!(squares.load(3).await?, Some(9));
    /// assert_eq!(squares.stats().batches, 0);
    /// # Ok(())
    /// # }
    /// ```
    pub fn prime(&self, key: K, value: impl IntoAnswer<A>) -> &Self {
        self.batcher.prime(KnownAnswers::new(vec![key], vec![value.into_answer()]));
        self
    }

    /// Forgets a key, so that the next load asks again, even if a batch with the key is in flight.
    ///
    /// Other lookups keep what they know of the same row; [`Loaders::clear`](crate::Loaders::clear) makes all of them
    /// forget. A lookup that is first used later knows only the rows that were found after this.
    pub fn clear(&self, key: &K) -> &Self {
        self.batcher.clear(key);
        self
    }

    /// Forgets every key.
    pub fn clear_all(&self) -> &Self {
        self.batcher.clear_all();
        self
    }

    /// Returns the loader's name: the lookup's, or the one given to the builder, or [`BatchFn::name`].
    #[must_use]
    pub fn name(&self) -> &'static str {
        self.batcher.name()
    }

    /// Returns what the loader has done so far.
    #[must_use]
    pub fn stats(&self) -> Stats {
        self.batcher.stats()
    }
}

impl<K, A> Clone for Loader<K, A> {
    fn clone(&self) -> Self {
        Self { batcher: Arc::clone(&self.batcher), answer: PhantomData }
    }
}

impl<K: Key, A: Answer> fmt::Debug for Loader<K, A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Loader").field("name", &self.name()).finish_non_exhaustive()
    }
}

/// A builder for a [`Loader`] of a batch function; see [`Loader::builder`].
#[must_use = "a builder does nothing until `build`"]
pub struct LoaderBuilder<F> {
    batch_fn: F,
    settings: Settings,
    shared_turn: Arc<SharedTurn>,
}

impl<F: BatchFn> LoaderBuilder<F> {
    pub(crate) fn new(batch_fn: F, settings: Settings, shared_turn: Arc<SharedTurn>) -> Self {
        const { assert!(F::MAX_BATCH_SIZE > 0, "`MAX_BATCH_SIZE` must be at least 1") };
        let max_batch_size = settings.max_batch_size.min(F::MAX_BATCH_SIZE);
        Self { batch_fn, settings: Settings { name: F::name(), max_batch_size, ..settings }, shared_turn }
    }

    /// Sets the name of the loader in errors, traces and statistics. The default is [`BatchFn::name`].
    pub fn name(mut self, name: &'static str) -> Self {
        self.settings.name = name;
        self
    }

    /// Sets the most keys of one batch. A larger batch is cut into several, which run at the same time. The default is
    /// [`BatchFn::MAX_BATCH_SIZE`].
    ///
    /// # Panics
    ///
    /// Panics if `keys` is 0.
    pub fn max_batch_size(mut self, keys: usize) -> Self {
        assert!(keys > 0, "`max_batch_size` of `{}` must be at least 1", self.settings.name);
        self.settings.max_batch_size = keys;
        self
    }

    /// Sets how many batches of this loader may run at a time in one request under [`drive`](crate::drive()), and how
    /// many parts of a batch that was cut. Keys that are asked meanwhile wait for the next batch. The default is 4.
    ///
    /// A batch does not count while its function waits for another batch. If requests share the loader, a batch that
    /// was cut uses what the others leave, and always runs at least one part at a time.
    ///
    /// # Panics
    ///
    /// Panics if `batches` is 0.
    pub fn concurrency(mut self, batches: usize) -> Self {
        assert!(batches > 0, "`concurrency` of `{}` must be at least 1", self.settings.name);
        self.settings.concurrency = batches;
        self
    }

    /// Sets whether answers are remembered. The default is `true`. Without a cache, the loader still asks for a key
    /// only once at a time: loads that wait for the key at the same time share its answer.
    pub fn cache(mut self, cache: bool) -> Self {
        self.settings.cache = cache;
        self
    }

    /// Sets how long a batch may take before its waiters get [`Error::Timeout`](crate::Error::Timeout) and its future is
    /// dropped. The default is 30 seconds; `None` sets no limit. The timeout needs tokio's time driver.
    pub fn batch_timeout(mut self, timeout: impl Into<Option<Duration>>) -> Self {
        self.settings.batch_timeout = timeout.into();
        self
    }

    /// Builds the loader.
    #[must_use]
    pub fn build(self) -> Loader<F::Key, Option<F::Value>> {
        Loader::of(self.batcher())
    }

    pub(crate) fn batcher(self) -> Arc<Batcher<F::Key>> {
        Batcher::new(self.batch_fn, self.settings, self.shared_turn)
    }
}

/// Leaves out the batch function, which can hold secrets.
impl<F> fmt::Debug for LoaderBuilder<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LoaderBuilder").field("settings", &self.settings).finish_non_exhaustive()
    }
}
