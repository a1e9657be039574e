//! Many keys as one future: no key is forgotten, wherever the future is polled and in whatever order batches end.
//!
//! The clock stands still while anything can run, so the tests see a batch that had to be rescued after a while.

use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll, Wake, Waker};

use batchload::Loader;
use futures_util::future::{join3, poll_immediate};
use tokio::time::Instant;

use super::source::{Asked, Double, EVERY_MODE, EVERY_PACE, Pace};
use crate::support::runtimes::{Flavour, on_every_runtime};

fn doubled(keys: impl Iterator<Item = u64>) -> Vec<Option<u64>> {
    keys.map(|key| Some(key * 2)).collect()
}

#[test]
fn many_keys_are_one_batch_and_come_in_order() {
    on_every_runtime(async || {
        for (mode, pace) in EVERY_MODE.into_iter().flat_map(|mode| EVERY_PACE.map(|pace| (mode, pace))) {
            for size in [0, 1, 2, 31, 1_000] {
                let (loader, log) = Asked::<Double>::loader(pace);
                let answers = mode.run(loader.load_many((0..size).rev())).await.unwrap();
                assert_eq!(answers, doubled((0..size).rev()));
                assert_eq!(log.sizes().iter().sum::<usize>(), usize::try_from(size).unwrap());
                assert_eq!(log.sizes().len(), usize::from(size > 0), "{mode:?}, {pace:?}, {size} keys");
            }
        }
    });
}

#[test]
fn chunks_that_end_at_different_times_are_put_together() {
    on_every_runtime(async || {
        for (mode, pace) in EVERY_MODE.into_iter().flat_map(|mode| EVERY_PACE.map(|pace| (mode, pace))) {
            let (source, log) = Asked::<Double>::new(pace);
            let loader = Loader::builder(source).max_batch_size(7).concurrency(2).build();
            // Every key occurs three times, so that neighbours are in different chunks and chunks occur again.
            let keys = || (0..300).map(|at| at * 37 % 100);
            assert_eq!(mode.run(loader.load_many(keys())).await.unwrap(), doubled(keys()));
            assert_eq!(log.keys().len(), 100);
            assert_eq!(log.sizes().len(), 15, "{mode:?}, {pace:?}");
        }
    });
}

#[test]
fn new_keys_go_while_earlier_ones_are_still_on_their_way() {
    Flavour::CurrentThread.run(async || {
        tokio::time::pause();
        for mode in EVERY_MODE {
            let (loader, log) = Asked::<Double>::loader(Pace::Waits);
            let mut early = Box::pin(mode.run(loader.load(1)));
            while log.sizes().is_empty() {
                assert!(poll_immediate(&mut early).await.is_none());
                tokio::task::yield_now().await;
            }
            let start = Instant::now();
            // The first key waits for the existing batch, the others for a batch of their own.
            let many = mode.run(loader.load_many([1, 2, 3]));
            let release_one = async {
                while log.sizes().len() < 2 {
                    tokio::task::yield_now().await;
                }
                log.release_one();
                tokio::task::yield_now().await;
                log.release_one();
            };
            let (many, early, ()) = join3(many, early, release_one).await;
            assert_eq!(many.unwrap(), doubled(1..4));
            assert_eq!(early.unwrap(), Some(2));
            assert_eq!(log.batches(), [vec![1], vec![2, 3]], "{mode:?}");
            assert!(start.elapsed().is_zero(), "a batch had to be rescued: {mode:?}");
        }
    });
}

#[derive(Default)]
struct Woken(AtomicUsize);

impl Wake for Woken {
    fn wake(self: Arc<Self>) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }
}

#[test]
fn whoever_polled_last_is_woken() {
    Flavour::CurrentThread.run(async || {
        tokio::time::pause();
        let (loader, log) = Asked::<Double>::loader(Pace::Waits);
        let mut many = pin!(loader.load_many(5..10));
        let (first, last) = (Arc::<Woken>::default(), Arc::<Woken>::default());
        let mut poll = |woken: &Arc<Woken>| {
            many.as_mut().poll(&mut Context::from_waker(&Waker::from(Arc::clone(woken))))
        };
        while log.sizes().is_empty() {
            assert!(poll(&first).is_pending());
            tokio::task::yield_now().await;
        }
        assert!(poll(&last).is_pending());
        assert_eq!(last.0.load(Ordering::Relaxed), 0);
        log.release_one();
        while log.ended() == 0 {
            tokio::task::yield_now().await;
        }
        tokio::task::yield_now().await;
        assert!(last.0.load(Ordering::Relaxed) > 0, "nobody is woken who would come back");
        let Poll::Ready(answers) = poll(&last) else { panic!("the answers are there") };
        assert_eq!(answers.unwrap(), doubled(5..10));
    });
}
