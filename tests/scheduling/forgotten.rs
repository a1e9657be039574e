//! A load that is kept but not polled stalls no other load: neither as the leader, nor as one that has yet to read.

use std::future::ready;
use std::pin::Pin;

use batchload::Error;
use futures_util::future::{Either, join_all, poll_immediate, select};
use tokio::runtime::Builder;

use super::source::{Asked, Double, EVERY_MODE, EVERY_PACE, Pace};
use crate::support::runtimes::{Flavour, on_every_runtime};

type Held = Pin<Box<dyn Future<Output = Result<Option<u64>, Error>> + Send>>;

#[test]
fn s26_a_leader_that_is_not_polled_again_stalls_nobody() {
    on_every_runtime(async || {
        for mode in EVERY_MODE {
            for pace in EVERY_PACE {
                let (loader, log) = Asked::<Double>::loader(pace);
                let request = async {
                    let mut held: Held = Box::pin(loader.load(0));
                    assert!(poll_immediate(&mut held).await.is_none());
                    let others = join_all([1, 2, 0].map(|key| loader.load(key))).await;
                    (others, held.await)
                };
                let (others, held) = mode.run(request).await;
                let others: Vec<_> = others.into_iter().map(Result::unwrap).collect();
                assert_eq!((others, held.unwrap()), (vec![Some(2), Some(4), Some(0)], Some(0)));
                assert_eq!(log.batches(), [[0, 1, 2]], "{mode:?}, {pace:?}");
            }
        }
    });
}

#[test]
fn s26_a_leader_is_noticed_although_another_runtime_that_rests_was_used_before() {
    let rests = Builder::new_current_thread().enable_all().build().unwrap();
    let (loader, log) = Asked::<Double>::loader(Pace::AtOnce);
    assert_eq!(rests.block_on(loader.load(0)).unwrap(), Some(0));
    Flavour::CurrentThread.run(async move || {
        tokio::time::pause();
        let mut held: Held = Box::pin(loader.load(1));
        assert!(poll_immediate(&mut held).await.is_none());
        assert_eq!(loader.load(2).await.unwrap(), Some(4));
        assert_eq!(held.await.unwrap(), Some(2));
        assert_eq!(log.batches(), [vec![0], vec![1, 2]]);
    });
}

#[test]
fn many_that_are_not_polled_again_stall_nobody() {
    on_every_runtime(async || {
        for mode in EVERY_MODE {
            let (loader, log) = Asked::<Double>::loader(Pace::Yields);
            let request = async {
                let mut held: Vec<Held> = Vec::new();
                for key in 0..10 {
                    held.push(Box::pin(loader.load(key)));
                }
                for load in &mut held {
                    assert!(poll_immediate(load).await.is_none());
                }
                let live = loader.load(10).await;
                (live, join_all(held).await)
            };
            let (live, held) = mode.run(request).await;
            assert_eq!(live.unwrap(), Some(20));
            assert!(held.into_iter().map(Result::unwrap).eq((0..10).map(|key| Some(key * 2))));
            assert_eq!(log.sizes(), [11], "{mode:?}");
        }
    });
}

#[test]
fn a_live_one_before_many_that_are_not_polled_again_goes_on() {
    on_every_runtime(async || {
        let (loader, log) = Asked::<Double>::loader(Pace::Yields);
        let mut first: Held = Box::pin(loader.load(0));
        assert!(poll_immediate(&mut first).await.is_none());
        let polled = tokio::spawn(loader.load(1));
        let mut held: Vec<Held> = Vec::new();
        for key in 2..5 {
            let mut load: Held = Box::pin(loader.load(key));
            let _ = poll_immediate(&mut load).await;
            held.push(load);
        }
        assert_eq!(polled.await.unwrap().unwrap(), Some(2));
        held.push(first);
        let sum: u64 = join_all(held).await.into_iter().filter_map(Result::unwrap).sum();
        assert_eq!(sum, 18);
        assert_eq!(log.keys().len(), 5);
    });
}

#[test]
fn a_load_that_lost_a_race_can_be_kept() {
    on_every_runtime(async || {
        for mode in EVERY_MODE {
            for pace in EVERY_PACE {
                let (loader, log) = Asked::<Double>::loader(pace);
                let request = async {
                    let lost = select(Box::pin(loader.load(0)), ready(())).await;
                    drop(lost);
                    let Either::Right(((), kept)) = select(Box::pin(loader.load(1)), ready(())).await else {
                        panic!("nothing was sent yet")
                    };
                    (loader.load(2).await.unwrap(), kept.await.unwrap())
                };
                assert_eq!(mode.run(request).await, (Some(4), Some(2)));
                assert_eq!(log.batches(), [[1, 2]], "{mode:?}, {pace:?}");
            }
        }
    });
}

#[test]
fn an_answer_that_is_not_read_does_not_stall_the_next_level() {
    on_every_runtime(async || {
        for mode in EVERY_MODE {
            for pace in EVERY_PACE {
                let (loader, log) = Asked::<Double>::loader(pace);
                let request = async {
                    let mut held: Held = Box::pin(loader.load(0));
                    assert!(poll_immediate(&mut held).await.is_none());
                    let one = loader.load(1).await?.unwrap();
                    let next = join_all([10 + one, 20 + one].map(|key| loader.load(key))).await;
                    let next: Result<Vec<_>, Error> = next.into_iter().collect();
                    Ok::<_, Error>((next?, held.await?))
                };
                let answers = mode.run(request).await.unwrap();
                assert_eq!(answers, (vec![Some(24), Some(44)], Some(0)));
                assert_eq!(log.batches(), [[0, 1], [12, 22]], "{mode:?}, {pace:?}");
            }
        }
    });
}
