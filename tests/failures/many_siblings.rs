//! Fifty thousand loads at once: the work for each stays the same, and other tasks on the thread go on.

use std::cell::Cell;
use std::future::poll_fn;
use std::hash::{Hash, Hasher};
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::task::{Context, Wake, Waker};
use std::thread;

use batchload::{BatchFn, Error, Found, Loader, drive};
use futures_util::future::join_all;
use futures_util::stream::FuturesUnordered;
use futures_util::{FutureExt, StreamExt};
use tokio::task::JoinSet;

use crate::support::recorder::{Failure, Recorder, echo, gated};
use crate::support::runtimes::Flavour;
use crate::support::ways::step;

const SIBLINGS: u32 = 50_000;

thread_local! {
    static WORK: Cell<Work> = const { Cell::new(Work { clones: 0, hashes: 0, comparisons: 0, polls: 0 }) };
}

/// The work done for all loads so far.
#[derive(Clone, Copy, Debug, Default)]
struct Work {
    clones: u32,
    hashes: u32,
    comparisons: u32,
    polls: u32,
}

fn note(work: impl FnOnce(&mut Work)) {
    let mut noted = WORK.get();
    work(&mut noted);
    WORK.set(noted);
}

#[derive(Debug)]
struct Counting(u32);

impl Clone for Counting {
    fn clone(&self) -> Self {
        note(|work| work.clones += 1);
        Self(self.0)
    }
}

impl Hash for Counting {
    fn hash<H: Hasher>(&self, state: &mut H) {
        note(|work| work.hashes += 1);
        self.0.hash(state);
    }
}

impl PartialEq for Counting {
    fn eq(&self, other: &Self) -> bool {
        note(|work| work.comparisons += 1);
        self.0 == other.0
    }
}

impl Eq for Counting {}

/// Answers each key with its number, a turn later. Clones each key once, for its answer.
struct Numbers;

impl BatchFn for Numbers {
    type Key = Counting;
    type Value = u32;
    type Error = Failure;

    async fn load_batch(&self, keys: &[Counting]) -> Result<Found<Counting, u32>, Failure> {
        step().await;
        Ok(keys.iter().map(|key| (key.clone(), key.0)).collect())
    }
}

async fn polled<F: Future>(future: F) -> F::Output {
    let mut future = Box::pin(future);
    poll_fn(|cx| {
        note(|work| work.polls += 1);
        future.as_mut().poll(cx)
    })
    .await
}

#[test]
fn s17_the_work_for_a_load_does_not_grow_with_its_siblings() {
    for driven in [false, true] {
        Flavour::CurrentThread.run(|| async move {
            WORK.set(Work::default());
            let loader = Loader::new(Numbers);
            let loads = join_all((0..SIBLINGS).map(|key| polled(loader.load(Counting(key)))));
            let values = if driven { drive(loads).await } else { loads.await };
            assert!(values.into_iter().map(Result::unwrap).eq((0..SIBLINGS).map(Some)));
            assert_eq!(loader.stats().batches, 1);

            let Work { clones, hashes, comparisons, polls } = WORK.get();
            // The batch function clones each key, for its answer. The loader hashes each key once, and the answer needs
            // two more hashes.
            assert_eq!(clones, SIBLINGS, "driven: {driven}");
            assert!(hashes <= 3 * SIBLINGS, "driven: {driven}, {hashes} hashes");
            assert!(comparisons <= 3 * SIBLINGS, "driven: {driven}, {comparisons} comparisons");
            // One poll asks and one reads the answer. The leader is polled for some more rounds.
            assert!(polls <= 2 * SIBLINGS + 10, "driven: {driven}, {polls} polls");
        });
    }
}

type Held = Pin<Box<dyn Future<Output = Result<Option<u32>, Error>> + Send>>;

/// Makes `SIBLINGS` loads, each polled once, in batches of `a_batch` keys.
fn waiting(a_batch: usize) -> (Loader<u32, Option<u32>>, Vec<Held>) {
    let loader = Loader::builder(Recorder::echo()).max_batch_size(a_batch).build();
    let mut loads: Vec<Held> = Vec::new();
    for key in 0..SIBLINGS {
        loads.push(Box::pin(loader.load(key)));
    }
    for load in &mut loads {
        assert!(load.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
    }
    (loader, loads)
}

/// If the work for each load grew with the number of loads, this would take minutes.
#[test]
fn s17_the_work_of_siblings_that_go_does_not_grow_with_those_that_stay() {
    Flavour::CurrentThread.run(async || {
        for a_batch in [1, 2, usize::MAX] {
            // Drops the leader first, and each of its successors before it is polled.
            let (loader, mut loads) = waiting(a_batch);
            drop(loads.swap_remove(0));
            while loads.pop().is_some() {}
            // Drops each leader after the other.
            let (_, loads) = waiting(a_batch);
            drop(loads);
            // Polls each load once more before it drops any.
            let (others, mut loads) = waiting(a_batch);
            for load in &mut loads {
                assert!(load.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
            }
            drop((loads, others));
            assert_eq!(loader.load(1).await.unwrap(), Some(1));
            assert_eq!(loader.stats().batches, 1);
        }
        let loader = Loader::builder(Recorder::echo()).max_batch_size(1).build();
        assert!(loader.load_many(0..SIBLINGS).await.unwrap().into_iter().eq((0..SIBLINGS).map(Some)));
    });
}

/// Returns the largest number of polls of other tasks between two turns of this one, until `end` is set.
async fn longest_gap(polls: Arc<AtomicUsize>, end: Arc<AtomicBool>) -> usize {
    let (mut seen, mut longest) = (0, 0);
    loop {
        let now = polls.load(Ordering::Relaxed);
        longest = longest.max(now - seen);
        seen = now;
        if end.load(Ordering::Relaxed) {
            return longest;
        }
        step().await;
    }
}

async fn counted<F: Future>(polls: &AtomicUsize, future: F) -> F::Output {
    let mut future = Box::pin(future);
    poll_fn(|cx| {
        polls.fetch_add(1, Ordering::Relaxed);
        future.as_mut().poll(cx)
    })
    .await
}

#[test]
fn s18_a_task_beside_fifty_thousand_that_load_gets_its_turns() {
    Flavour::CurrentThread.run(async || {
        let (loader, calls) = echo();
        let (polls, end) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicBool::new(false)));
        let ticker = tokio::spawn(longest_gap(Arc::clone(&polls), Arc::clone(&end)));
        let mut tasks = JoinSet::new();
        for key in 0..SIBLINGS {
            let (loader, polls) = (loader.clone(), Arc::clone(&polls));
            tasks.spawn(async move { counted(&polls, loader.load(key)).await.unwrap() });
        }
        let sum: u64 = tasks.join_all().await.into_iter().flatten().map(u64::from).sum();
        end.store(true, Ordering::Relaxed);
        assert_eq!(sum, (0..u64::from(SIBLINGS)).sum::<u64>());
        // Each task is polled once, and the leader for its rounds.
        let gap = ticker.await.unwrap();
        assert!(gap <= SIBLINGS as usize + 10, "{gap} polls");
        assert_eq!(calls.list().concat().len(), SIBLINGS as usize);
    });
}

#[test]
fn s18_a_task_beside_a_request_that_never_rests_gets_its_turns() {
    Flavour::CurrentThread.run(async || {
        let (loader, calls) = echo();
        let (polls, end) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicBool::new(false)));
        let ticker = tokio::spawn(longest_gap(Arc::clone(&polls), Arc::clone(&end)));
        let request = async {
            let loads: FuturesUnordered<_> = (0..100).map(|key| loader.load(key)).collect();
            let busy = counted(&polls, async {
                for _ in 0..10_000 {
                    step().await;
                }
            });
            futures_util::join!(loads.collect::<Vec<_>>(), busy).0
        };
        assert_eq!(drive(request).await.len(), 100);
        end.store(true, Ordering::Relaxed);
        let gap = ticker.await.unwrap();
        assert!(gap <= 256, "{gap} polls");
        assert_eq!(calls.list().concat().len(), 100);
    });
}

/// A waker that uses the loader and drops a load that waits for the same batch.
struct DropsLoad {
    loader: Loader<u32, Option<u32>>,
    held: Mutex<Option<Held>>,
    woken: AtomicUsize,
}

impl Wake for DropsLoad {
    fn wake(self: Arc<Self>) {
        self.woken.fetch_add(1, Ordering::SeqCst);
        self.loader.prime(SIBLINGS, 0_u32).clear(&SIBLINGS);
        let held = self.held.lock().unwrap().take();
        drop(held);
    }
}

/// Runs on a small stack, so that wakers within wakers would not fit.
#[test]
fn s33_a_storm_of_wakers_that_drop_and_load_is_woken_without_a_lock() {
    let storm = || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let (loader, calls, gate) = gated();
            let mut waiting = Vec::new();
            for key in 0..SIBLINGS / 2 {
                let mut held: Held = Box::pin(loader.load(key));
                assert!(held.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
                let (held, woken) = (Mutex::new(Some(held)), AtomicUsize::new(0));
                let waker = Arc::new(DropsLoad { loader: loader.clone(), held, woken });
                let mut load: Held = Box::pin(loader.load(key));
                let context = Waker::from(Arc::clone(&waker));
                assert!(load.as_mut().poll(&mut Context::from_waker(&context)).is_pending());
                waiting.push((key, load, waker));
            }
            let release_one = async {
                gate.reached().await;
                gate.release_one();
            };
            futures_util::join!(loader.load(0).map(Result::unwrap), release_one);
            for (key, load, waker) in waiting {
                assert_eq!(load.now_or_never().expect("it was answered").unwrap(), Some(key));
                assert_eq!(waker.woken.load(Ordering::SeqCst), 1);
                assert!(waker.held.lock().unwrap().is_none());
            }
            assert_eq!(calls.list().iter().map(Vec::len).collect::<Vec<_>>(), [SIBLINGS as usize / 2]);
        });
    };
    let thread = thread::Builder::new().stack_size(512 * 1024).spawn(storm).unwrap();
    thread.join().unwrap();
}

/// A waker that drops the last handle of the loader.
struct DropsLoader(Mutex<Option<Loader<u32, Option<u32>>>>);

impl Wake for DropsLoader {
    fn wake(self: Arc<Self>) {
        let loader = self.0.lock().unwrap().take();
        drop(loader);
    }
}

#[test]
fn s34_a_waker_that_drops_the_loader_harms_nobody() {
    Flavour::CurrentThread.run(async || {
        let (loader, calls, gate) = gated();
        let waker = Arc::new(DropsLoader(Mutex::new(None)));
        let context = Waker::from(Arc::clone(&waker));
        let mut first: Held = Box::pin(loader.load(1));
        assert!(first.as_mut().poll(&mut Context::from_waker(&context)).is_pending());
        let other = tokio::spawn(loader.load(2));
        *waker.0.lock().unwrap() = Some(loader);
        gate.reached().await;
        gate.release_one();
        assert_eq!(other.await.unwrap().unwrap(), Some(2));
        assert!(waker.0.lock().unwrap().is_none());
        assert_eq!(first.await.unwrap(), Some(1));
        assert_eq!(calls.list(), [[1, 2]]);
    });
}
