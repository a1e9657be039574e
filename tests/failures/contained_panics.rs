//! A panic in a user's code fails the load in which it happens. The loader and its other loads live on.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, Wake, Waker};

use batchload::{Error, Loader, drive};
use futures_util::future::{self, BoxFuture, try_join_all};
use futures_util::{FutureExt, join, poll, try_join};
use tokio::sync::oneshot;

use crate::support::recorder::{Answer, Calls, Recorder, echo, gated, recorded, same};
use crate::support::runtimes::on_every_runtime;
use crate::support::ways::{in_every_way, step};

/// Batches with the key 13 panic, in a way that the test chooses.
fn superstitious(
    panics: impl Fn() -> BoxFuture<'static, Answer<i32, i32>> + Send + Sync + 'static,
) -> (Loader<i32, Option<i32>>, Calls<i32>) {
    let recorder =
        Recorder::new(
            move |keys: Vec<i32>| {
                if keys.contains(&13) { panics() } else { async { Ok(same(keys)) }.boxed() }
            },
        );
    let calls = recorder.calls();
    (Loader::builder(recorder).name("squares").build(), calls)
}

async fn reaches_its_waiters_and_no_other(loader: Loader<i32, Option<i32>>, calls: Calls<i32>) {
    let (one, unlucky) = join!(loader.load(1), loader.load(13));
    for error in [one.unwrap_err(), unlucky.unwrap_err()] {
        assert!(
            matches!(&error, Error::Panicked { loader: "squares", message } if **message == *"bad luck"),
            "{error:?}"
        );
        assert_eq!(error.to_string(), "`squares` panicked");
    }
    assert_eq!(try_join!(loader.load(1), loader.load(2)).unwrap(), (Some(1), Some(2)));
    assert!(matches!(loader.load(13).await, Err(Error::Panicked { .. })));
    assert_eq!(calls.list(), [vec![1, 13], vec![1, 2], vec![13]]);
}

#[test]
fn b04_a_panic_before_the_first_await_reaches_the_waiters_of_its_batch() {
    in_every_way(async || {
        let (loader, calls) = superstitious(|| panic!("bad luck"));
        reaches_its_waiters_and_no_other(loader, calls).await;
    });
}

#[test]
fn b03_a_panic_after_the_first_await_reaches_the_waiters_of_its_batch() {
    in_every_way(async || {
        let (loader, calls) = superstitious(|| {
            async {
                step().await;
                tokio::task::yield_now().await;
                panic!("bad {}", "luck")
            }
            .boxed()
        });
        reaches_its_waiters_and_no_other(loader, calls).await;
    });
}

#[test]
fn a_panic_without_words_is_reported_as_one() {
    in_every_way(async || {
        let (loader, calls) = superstitious(|| std::panic::panic_any(7));
        let error = loader.load(13).await.unwrap_err();
        assert!(
            matches!(&error, Error::Panicked { message, .. } if **message == *"a panic without a message"),
            "{error:?}"
        );
        assert_eq!(calls.list(), [[13]]);
    });
}

#[test]
fn b13_a_panic_of_one_chunk_leaves_the_others_alone() {
    in_every_way(async || {
        let recorder = Recorder::new(async |keys: Vec<i32>| {
            assert!(!keys.contains(&13), "bad luck");
            step().await;
            Ok(same(keys))
        });
        let calls = recorder.calls();
        let loader = Loader::builder(recorder).max_batch_size(1).build();
        let (one, unlucky, two) = join!(loader.load(1), loader.load(13), loader.load(2));
        assert_eq!((one.unwrap(), two.unwrap()), (Some(1), Some(2)));
        assert!(matches!(unlucky, Err(Error::Panicked { .. })));
        assert_eq!(calls.list(), [[1], [13], [2]]);
    });
}

/// A value in a batch that panics when it is dropped.
struct Bomb;

impl Drop for Bomb {
    fn drop(&mut self) {
        assert!(std::thread::panicking(), "it goes off");
    }
}

#[test]
fn b22_a_batch_that_panics_when_it_is_dropped_takes_nothing_with_it() {
    on_every_runtime(async || {
        for is_first in [false, true] {
            let (bombs, _) = recorded(Recorder::new(async |_: Vec<i32>| {
                let _within = Bomb;
                std::future::pending::<Answer<i32, i32>>().await
            }));
            let (loader, calls, gate) = gated();
            let (first, second) = if is_first { (&bombs, &loader) } else { (&loader, &bombs) };
            let mut request = Box::pin(drive(future::join(first.load(1), second.load(1))));
            assert!(poll!(&mut request).is_pending());
            gate.reached().await;
            let mut other = Box::pin(loader.load(1));
            assert!(poll!(&mut other).is_pending());
            drop(request);
            gate.release_one();
            assert_eq!(other.await.unwrap(), Some(1));
            assert_eq!(calls.list(), [[1]]);
        }
    });
}

/// A value that panics when the armed one of its kind is cloned.
#[derive(Debug, PartialEq)]
struct Fragile(i32);

impl Clone for Fragile {
    fn clone(&self) -> Self {
        assert!(self.0 != 13, "a fragile value broke");
        Self(self.0)
    }
}

#[test]
fn b11_a_value_whose_clone_panics_fails_the_loads_of_its_key_alone() {
    in_every_way(async || {
        let (loader, calls) = recorded(Recorder::new(async |keys: Vec<i32>| {
            Ok(keys.into_iter().map(|key| (key, Fragile(key))).collect())
        }));
        let (one, unlucky) = join!(loader.load(1), loader.load(13));
        assert_eq!(one.unwrap(), Some(Fragile(1)));
        let error = unlucky.unwrap_err();
        assert!(
            matches!(&error, Error::Panicked { message, .. } if **message == *"a fragile value broke"),
            "{error:?}"
        );
        assert!(matches!(loader.load(13).await, Err(Error::Panicked { .. })));
        assert_eq!(loader.load_many([1, 2]).await.unwrap(), [Some(Fragile(1)), Some(Fragile(2))]);
        assert_eq!(calls.list(), [vec![1, 13], vec![2]]);
    });
}

/// A waker that panics, as that of a broken executor may.
struct Broken(AtomicBool);

impl Wake for Broken {
    fn wake(self: Arc<Self>) {
        self.0.store(true, Ordering::SeqCst);
        panic!("this waker is broken");
    }
}

#[test]
fn s34_a_waker_that_panics_keeps_nobody_else_asleep() {
    in_every_way(async || {
        let (loader, calls, gate) = gated();
        let broken = Arc::new(Broken(AtomicBool::new(false)));
        let waker = Waker::from(Arc::clone(&broken));
        let mut asleep = Box::pin(loader.load(1));
        let (asked, was_asked) = oneshot::channel();
        let change = async {
            gate.reached().await;
            assert!(asleep.as_mut().poll(&mut Context::from_waker(&waker)).is_pending());
            let mut later = Box::pin(loader.load(1));
            let later = tokio::spawn(async move {
                assert!(poll!(&mut later).is_pending());
                asked.send(()).unwrap();
                later.await
            });
            was_asked.await.unwrap();
            gate.release_one();
            later.await.unwrap().unwrap()
        };
        let (first, later) = join!(loader.load(1), change);
        assert_eq!((first.unwrap(), later), (Some(1), Some(1)));
        // An answer can be read while the waiters are still being woken on another thread.
        while !broken.0.load(Ordering::SeqCst) {
            tokio::task::yield_now().await;
        }
        assert_eq!(asleep.now_or_never().map(Result::unwrap), Some(Some(1)));
        assert_eq!(loader.load(1).await.unwrap(), Some(1));
        assert_eq!(calls.list(), [[1]]);
    });
}

#[test]
fn s34_a_waiter_whose_waker_panics_when_it_should_lead_is_passed_over() {
    in_every_way(async || {
        let (loader, calls) = echo();
        let waker = Waker::from(Arc::new(Broken(AtomicBool::new(false))));
        let mut leads = Box::pin(loader.load(1));
        assert!(leads.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
        let mut broken = Box::pin(loader.load(2));
        assert!(broken.as_mut().poll(&mut Context::from_waker(&waker)).is_pending());
        drop(leads);
        assert_eq!(try_join_all([loader.load(3), loader.load(4)]).await.unwrap(), [Some(3), Some(4)]);
        assert!(matches!(
            broken.poll_unpin(&mut Context::from_waker(Waker::noop())),
            Poll::Ready(Ok(Some(2)))
        ));
        assert_eq!(calls.list(), [[2, 3, 4]]);
    });
}
