//! Whichever loads are dropped, and whenever, the others get their rows. A key that no load waits for is not asked.
//!
//! The clock stands still while anything can run, so the tests see a batch that had to be rescued after a while.

use std::future::poll_fn;
use std::sync::{Arc, Mutex};
use std::task::Poll;

use batchload::Error;
use futures_util::future::{Either, join_all, select};
use tokio::time::Instant;

use super::polling::Siblings;
use super::source::{Asked, Double, EVERY_MODE, EVERY_PACE, Log, Mode, Pace};
use crate::support::runtimes::Flavour;

const MAX_SIBLINGS: usize = 6;

/// Drops some of the siblings before a certain poll of one of them.
struct Case {
    siblings: usize,
    /// How many of them load the same key.
    for_a_key: usize,
    /// A bit for each sibling: whether it is dropped.
    dropped: usize,
    before_poll: usize,
    backwards: bool,
}

impl Case {
    fn drops(&self, at: usize) -> bool {
        self.dropped >> at & 1 == 1
    }

    fn drop_from(&self, siblings: &mut Siblings<Result<Option<u64>, Error>>) {
        for at in 0..self.siblings {
            let at = if self.backwards { self.siblings - 1 - at } else { at };
            if self.drops(at) {
                siblings.drop_one(at);
            }
        }
    }

    fn key(&self, at: usize) -> u64 {
        (at / self.for_a_key) as u64
    }

    fn keys(&self, siblings: impl IntoIterator<Item = usize>) -> Vec<u64> {
        let mut keys: Vec<_> = siblings.into_iter().map(|at| self.key(at)).collect();
        keys.dedup();
        keys
    }

    /// Runs the case, checks the siblings that are left, and returns how many polls it took.
    async fn run(&self, mode: Mode, pace: Pace) -> usize {
        let (loader, log) = Asked::<Double>::loader(pace);
        let mut siblings = Siblings::new((0..self.siblings).map(|at| loader.load(self.key(at))));
        let mut polls = 0;
        let sent_before = Arc::new(Mutex::new(false));
        let start = Instant::now();
        let request = poll_fn(|cx| {
            for at in 0..self.siblings {
                if polls == self.before_poll {
                    *sent_before.lock().unwrap() = !log.sizes().is_empty();
                    self.drop_from(&mut siblings);
                }
                polls += 1;
                siblings.poll_one(at, cx);
            }
            if siblings.waiting().next().is_none() { Poll::Ready(()) } else { Poll::Pending }
        });
        mode.run(request).await;
        assert!(start.elapsed().is_zero(), "a batch had to be rescued");
        // The task that ran an aborted batch drops it.
        tokio::task::yield_now().await;
        self.check(&siblings, &log, polls, *sent_before.lock().unwrap());
        polls
    }

    fn check(
        &self,
        siblings: &Siblings<Result<Option<u64>, Error>>,
        log: &Log,
        polls: usize,
        sent_before: bool,
    ) {
        let happened = polls > self.before_poll;
        let stayed: Vec<_> = (0..self.siblings).filter(|at| !happened || !self.drops(*at)).collect();
        for at in &stayed {
            let answer = siblings.answer(*at).expect("who stays is answered").as_ref().unwrap();
            assert_eq!(*answer, Some(2 * self.key(*at)));
        }
        let stayed = self.keys(stayed);
        let everybody = self.keys(0..self.siblings);
        let expected = match (happened && !sent_before, stayed.is_empty()) {
            (true, true) => Vec::new(),
            (true, false) => vec![stayed.clone()],
            (false, _) => vec![everybody],
        };
        assert_eq!(log.batches(), expected);
        if !stayed.is_empty() {
            assert_eq!(log.ended(), 1);
        }
    }
}

async fn every_subset_at_every_poll(mode: Mode, pace: Pace, backwards: bool, for_a_key: usize) {
    for siblings in 1..=MAX_SIBLINGS {
        for dropped in 0..1_usize << siblings {
            let mut before_poll = 0;
            loop {
                let case = Case { siblings, for_a_key, dropped, before_poll, backwards };
                if case.run(mode, pace).await <= before_poll {
                    break;
                }
                before_poll += 1;
            }
        }
    }
}

#[test]
fn every_subset_can_go_before_every_poll() {
    Flavour::CurrentThread.run(async || {
        tokio::time::pause();
        for mode in EVERY_MODE {
            for pace in EVERY_PACE {
                for backwards in [false, true] {
                    every_subset_at_every_poll(mode, pace, backwards, 1).await;
                }
                every_subset_at_every_poll(mode, pace, false, 2).await;
            }
        }
    });
}

#[test]
fn a_batch_of_nobody_is_cancelled() {
    Flavour::CurrentThread.run(async || {
        for mode in EVERY_MODE {
            let (loader, log) = Asked::<Double>::loader(Pace::Waits);
            let request = mode.run(join_all((0..3).map(|key| loader.load(key))));
            let Either::Right(((), request)) = select(Box::pin(request), Box::pin(log.asked())).await else {
                panic!("nobody let the batch go")
            };
            drop(request);
            tokio::task::yield_now().await;
            // The first batch has left no waiter at the gate, and no answer.
            log.release_one();
            assert_eq!(mode.run(loader.load(0)).await.unwrap(), Some(0));
            assert_eq!((log.batches(), log.ended()), (vec![vec![0, 1, 2], vec![0]], 1), "{mode:?}");
        }
    });
}
