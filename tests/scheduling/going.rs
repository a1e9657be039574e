//! Requests and runtimes that end while their batches are in flight leave no load waiting.

use std::future::poll_fn;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::task::Poll;

use batchload::{Error, Loader};
use futures_util::future::{join, join_all, poll_immediate, try_join_all};
use tokio::runtime::Builder;
use tokio::task::spawn_blocking;
use tokio::time::Instant;

use super::polling::{Siblings, wake_and_wait};
use super::source::{Asked, Double, EVERY_PACE, Pace};
use crate::support::runtimes::{Flavour, on_every_runtime};

/// Polls a request, lets another caller load, and then polls the request some more and drops it.
async fn a_request_that_goes(before: usize, after: usize, pace: Pace) {
    let (loader, log) = Asked::<Double>::loader(pace);
    let mut request = Box::pin(batchload::drive(try_join_all((0..4).map(|key| loader.load(key)))));
    let mut ended = false;
    for _ in 0..before {
        ended = ended || poll_immediate(&mut request).await.is_some();
        tokio::task::yield_now().await;
    }
    let other = tokio::spawn(try_join_all((2..6).map(|key| loader.load(key))));
    tokio::task::yield_now().await;
    for _ in 0..after {
        ended = ended || poll_immediate(&mut request).await.is_some();
        tokio::task::yield_now().await;
    }
    let start = Instant::now();
    drop(request);
    let answers = other.await.unwrap().unwrap();
    assert_eq!(answers, [Some(4), Some(6), Some(8), Some(10)], "{before}, {after}, {pace:?}");
    assert!(start.elapsed().is_zero(), "a batch had to be rescued: {before}, {after}, {pace:?}");
    assert!(log.sizes().len() <= 2, "{before}, {after}, {pace:?}: {:?}", log.batches());
}

#[test]
fn a_request_can_go_at_any_poll_while_others_wait_for_its_batches() {
    Flavour::CurrentThread.run(async || {
        tokio::time::pause();
        for pace in EVERY_PACE {
            for before in 0..6 {
                for after in 0..6 {
                    a_request_that_goes(before, after, pace).await;
                }
            }
        }
    });
}

/// A value in a request that panics when it is dropped.
struct Bomb;

impl Drop for Bomb {
    fn drop(&mut self) {
        assert!(std::thread::panicking(), "it goes off");
    }
}

#[test]
fn s37_a_request_that_panics_when_it_is_dropped_leaves_its_batches_to_others() {
    Flavour::CurrentThread.run(async || {
        tokio::time::pause();
        for rests in [false, true] {
            let (loader, log) = Asked::<Double>::loader(Pace::Waits);
            let (mut load, bomb) = (Box::pin(loader.load(1)), Bomb);
            let mut request = Box::pin(batchload::drive(poll_fn(move |cx| {
                let _within = &bomb;
                // A request that does not rest has sent nothing yet.
                if !rests {
                    cx.waker().wake_by_ref();
                }
                load.as_mut().poll(cx)
            })));
            assert!(poll_immediate(&mut request).await.is_none());
            let mut other = Box::pin(loader.load(1));
            assert!(poll_immediate(&mut other).await.is_none());
            assert_eq!(log.sizes().len(), usize::from(rests));
            assert!(catch_unwind(AssertUnwindSafe(|| drop(request))).is_err());
            let start = Instant::now();
            log.release_one();
            assert_eq!(other.await.unwrap(), Some(2));
            assert!(start.elapsed().is_zero(), "a batch had to be rescued");
            assert_eq!(log.batches(), [[1]]);
        }
    });
}

#[test]
fn a_request_that_panics_leaves_its_batches_to_others() {
    on_every_runtime(async || {
        let (loader, log) = Asked::<Double>::loader(Pace::Waits);
        let request = {
            let (load, log) = (loader.load(1), log.clone());
            batchload::drive(join(load, async move {
                log.asked().await;
                std::panic::resume_unwind(Box::new("on purpose"));
            }))
        };
        let request = tokio::spawn(request);
        assert!(request.await.unwrap_err().is_panic());
        // The batch ended with the request, so this load sends another one.
        log.release_one();
        assert_eq!(loader.load(1).await.unwrap(), Some(2));
        assert_eq!(log.batches(), [[1], [1]]);
    });
}

#[test]
fn a_runtime_that_goes_answers_those_whose_batch_has_not_begun() {
    on_every_runtime(async || {
        let elsewhere = || {
            let (source, log) = Asked::<Double>::new(Pace::Waits);
            let loader = Loader::builder(source).max_batch_size(1).concurrency(1).batch_timeout(None).build();
            let mut siblings = Siblings::new((0..3).map(|key| loader.load(key)));
            let runtime = Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(poll_fn(|cx| match siblings.poll(cx) {
                Poll::Pending if log.sizes().is_empty() => Poll::Pending,
                _ => Poll::Ready(()),
            }));
            drop(runtime);
            (siblings, log)
        };
        let (mut siblings, log) = spawn_blocking(elsewhere).await.unwrap();
        poll_fn(|cx| siblings.poll(cx)).await;
        for at in 0..3 {
            let answer = siblings.answer(at).unwrap();
            assert!(matches!(answer, Err(Error::Lost { .. })), "{answer:?}");
        }
        assert_eq!(log.batches(), [[0]]);
    });
}

#[test]
fn a_request_within_a_request_sends_with_it() {
    on_every_runtime(async || {
        for pace in EVERY_PACE {
            let (loader, log) = Asked::<Double>::loader(pace);
            let request = join_all((0..10).map(|part| {
                let loader = loader.clone();
                batchload::drive(async move {
                    for _ in 0..part % 3 {
                        wake_and_wait().await;
                    }
                    loader.load(part).await.unwrap()
                })
            }));
            let answers = batchload::drive(request).await;
            assert!(answers.into_iter().eq((0..10).map(|part| Some(part * 2))));
            assert_eq!(log.sizes(), [10], "{pace:?}");
        }
    });
}
