//! What a poll may and may not do: a new waker counts, and a poll without a reason asks for nothing.

use std::sync::Arc;
use std::task::{Context, Poll, Waker};

use futures_util::future::{join_all, poll_immediate};

use super::polling::Count;
use super::source::{Asked, Double, EVERY_MODE, EVERY_PACE, Pace};
use crate::support::runtimes::{Flavour, on_every_runtime};

#[test]
fn s15_only_the_waker_of_the_last_poll_is_woken() {
    on_every_runtime(async || {
        let (loader, log) = Asked::<Double>::loader(Pace::Waits);
        let first = tokio::spawn(loader.load(0));
        log.asked().await;
        let mut load = Box::pin(loader.load(0));
        let counts: [Arc<Count>; 3] = std::array::from_fn(|_| Arc::default());
        for count in &counts {
            let waker = Waker::from(Arc::clone(count));
            assert!(load.as_mut().poll(&mut Context::from_waker(&waker)).is_pending());
        }
        log.release_one();
        assert_eq!(first.await.unwrap().unwrap(), Some(0));
        // The first load is woken before this one. The rest of the batch may not have been woken yet.
        while counts[2].wakes() == 0 {
            tokio::task::yield_now().await;
        }
        assert_eq!(counts.each_ref().map(|count| count.wakes()), [0, 0, 1]);
        let Poll::Ready(answer) = load.as_mut().poll(&mut Context::from_waker(Waker::noop())) else {
            panic!("it was woken for its answer")
        };
        assert_eq!(answer.unwrap(), Some(0));
    });
}

#[test]
fn s15_of_many_loads_only_the_waker_of_the_last_poll_is_woken_to_lead() {
    Flavour::CurrentThread.run(async || {
        let (loader, log) = Asked::<Double>::loader(Pace::AtOnce);
        let mut leads = Box::pin(loader.load(0));
        assert!(poll_immediate(&mut leads).await.is_none());
        let mut many = Box::pin(loader.load_many([1, 2, 3]));
        let counts: [Arc<Count>; 3] = std::array::from_fn(|_| Arc::default());
        for count in &counts {
            let waker = Waker::from(Arc::clone(count));
            assert!(many.as_mut().poll(&mut Context::from_waker(&waker)).is_pending());
        }
        drop(leads);
        assert_eq!(counts.each_ref().map(|count| count.wakes()), [0, 0, 1]);
        assert_eq!(many.await.unwrap(), [2, 4, 6].map(Some));
        assert_eq!(log.batches(), [[1, 2, 3]]);
    });
}

#[test]
fn s16_polls_without_reason_ask_for_nothing() {
    on_every_runtime(async || {
        for mode in EVERY_MODE {
            for pace in EVERY_PACE {
                let (loader, log) = Asked::<Double>::loader(pace);
                let request = async {
                    let mut loads: Vec<_> = (0..5).map(|key| Box::pin(loader.load(key))).collect();
                    for _ in 0..3 {
                        for load in &mut loads {
                            assert!(poll_immediate(load).await.is_none());
                        }
                    }
                    join_all(loads).await
                };
                let answers = mode.run(request).await;
                assert!(answers.into_iter().map(Result::unwrap).eq((0..5).map(|key| Some(key * 2))));
                assert_eq!(log.batches(), [[0, 1, 2, 3, 4]], "{mode:?}, {pace:?}");
                assert_eq!((loader.stats().loads, loader.stats().hits), (5, 0));
            }
        }
    });
}
