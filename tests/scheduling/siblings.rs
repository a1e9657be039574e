//! Any number of siblings is one batch, however they are joined and however unevenly they arrive.

use futures_util::future::{join_all, try_join_all};
use futures_util::stream::{FuturesUnordered, StreamExt, TryStreamExt};

use super::polling::wake_and_wait;
use super::source::{Asked, Double, EVERY_MODE, EVERY_PACE, Mode, Pace};
use crate::support::runtimes::on_every_runtime;

const COUNTS: [u64; 9] = [1, 2, 30, 31, 127, 128, 129, 500, 10_000];
/// So many that a poll of all of them outlasts every turn of the runtime.
const MAX_SIBLINGS: u64 = 100_000;

#[derive(Clone, Copy, Debug)]
enum Join {
    All,
    TryAll,
    Unordered,
    LoadMany,
}

const EVERY_JOIN: [Join; 4] = [Join::All, Join::TryAll, Join::Unordered, Join::LoadMany];

impl Join {
    /// Loads so many keys, and checks every answer.
    async fn siblings(self, count: u64, mode: Mode, pace: Pace) {
        let (loader, log) = Asked::<Double>::loader(pace);
        let loads = (0..count).map(|key| loader.load(key));
        let request = async {
            match self {
                Self::All => join_all(loads).await.into_iter().collect(),
                Self::TryAll => try_join_all(loads).await,
                Self::LoadMany => loader.load_many(0..count).await,
                Self::Unordered => {
                    let mut answers: Vec<_> = loads.collect::<FuturesUnordered<_>>().try_collect().await?;
                    answers.sort_unstable();
                    Ok(answers)
                }
            }
        };
        let answers = mode.run(request).await.unwrap();
        assert!(answers.into_iter().eq((0..count).map(|key| Some(key * 2))));
        let sizes = log.sizes();
        assert_eq!(
            sizes,
            [usize::try_from(count).unwrap()],
            "{count} siblings, {self:?}, {mode:?}, {pace:?}"
        );
    }
}

#[test]
fn s01_any_number_of_siblings_is_one_batch() {
    on_every_runtime(async || {
        for mode in EVERY_MODE {
            for pace in EVERY_PACE {
                for join in EVERY_JOIN {
                    for count in COUNTS {
                        join.siblings(count, mode, pace).await;
                    }
                }
            }
        }
    });
}

#[test]
fn a_hundred_thousand_siblings_are_one_batch() {
    on_every_runtime(async || {
        for mode in EVERY_MODE {
            Join::All.siblings(MAX_SIBLINGS, mode, Pace::AtOnce).await;
            Join::Unordered.siblings(MAX_SIBLINGS, mode, Pace::Hops).await;
        }
    });
}

/// What a sibling does before it loads.
#[derive(Clone, Copy, Debug)]
enum Late {
    /// Wakes itself, as the streams that join resolvers do.
    Polls,
    /// Lets the runtime do something else, which a driver takes for rest.
    Yields,
}

/// Returns how many batches the siblings take.
async fn uneven(count: u64, late: Late, mode: Mode, pace: Pace) -> usize {
    let (loader, log) = Asked::<Double>::loader(pace);
    let siblings: FuturesUnordered<_> = (0..count)
        .map(async |key| {
            for _ in 0..key % 3 {
                match late {
                    Late::Polls => wake_and_wait().await,
                    Late::Yields => tokio::task::yield_now().await,
                }
            }
            loader.load(key).await.unwrap()
        })
        .collect();
    let answers = mode.run(siblings.collect::<Vec<_>>()).await;
    assert_eq!(answers.len(), log.keys().len());
    log.sizes().len()
}

#[test]
fn siblings_that_arrive_polls_later_join_the_batch() {
    on_every_runtime(async || {
        for pace in EVERY_PACE {
            for count in [2, 3, 31, 129, 1_000] {
                for (late, mode) in [
                    (Late::Polls, Mode::Driven),
                    (Late::Polls, Mode::Undriven),
                    (Late::Yields, Mode::Undriven),
                ] {
                    let batches = uneven(count, late, mode, pace).await;
                    assert_eq!(batches, 1, "{count} siblings, {late:?}, {mode:?}, {pace:?}");
                }
            }
        }
    });
}

#[test]
fn siblings_that_let_the_runtime_go_first_are_a_batch_for_each_turn_when_driven() {
    on_every_runtime(async || {
        for pace in EVERY_PACE {
            for count in [2, 3, 31, 129, 1_000] {
                let batches = uneven(count, Late::Yields, Mode::Driven, pace).await;
                assert!(batches <= 3, "{count} siblings, {pace:?}: {batches} batches");
            }
        }
    });
}
