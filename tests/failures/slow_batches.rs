//! A slow batch delays only the loads that wait for it, and time alone never sends a batch.
//!
//! Time is a paused clock that jumps when nothing else can happen.

use std::task::{Context, Poll, Waker};
use std::time::Duration;

use batchload::{Error, Loader, drive};
use futures_util::{FutureExt, join};
use tokio::time::{Instant, advance, sleep, timeout};

use super::batch_timeouts::with_a_paused_clock;
use crate::support::recorder::{Calls, Gate, Recorder, echo, gated, recorded, same};
use crate::support::ways::{in_every_way, step};

/// The batch with the key 1 waits at the gate; other batches do not.
fn one_waits() -> (Loader<i32, Option<i32>>, Calls<i32>, Gate) {
    let gate = Gate::closed();
    let recorder = Recorder::new({
        let gate = gate.clone();
        move |keys: Vec<i32>| {
            let gate = gate.clone();
            async move {
                if keys.contains(&1) {
                    gate.pass().await;
                }
                Ok(same(keys))
            }
        }
    });
    let (loader, calls) = recorded(recorder);
    (loader, calls, gate)
}

#[test]
fn b08_another_key_is_not_held_up_by_a_slow_batch() {
    in_every_way(async || {
        let (loader, calls, gate) = one_waits();
        let another = async {
            gate.reached().await;
            let another = loader.load(2).await;
            gate.release_one();
            another.unwrap()
        };
        let (slow, another) = join!(loader.load(1), another);
        assert_eq!((slow.unwrap(), another), (Some(1), Some(2)));
        assert_eq!(calls.list(), [[1], [2]]);
    });
}

#[test]
fn b09_a_known_key_is_answered_at_once_beside_a_slow_batch() {
    in_every_way(async || {
        let (loader, calls, gate) = one_waits();
        assert_eq!(loader.load(2).await.unwrap(), Some(2));
        let known = async {
            gate.reached().await;
            let known = loader.load(2).now_or_never();
            gate.release_one();
            known.expect("it is known").unwrap()
        };
        let (slow, known) = join!(loader.load(1), known);
        assert_eq!((slow.unwrap(), known), (Some(1), Some(2)));
        assert_eq!(calls.list(), [[2], [1]]);
    });
}

#[test]
fn b10_a_caller_frees_itself_from_a_batch_that_never_ends() {
    with_a_paused_clock(async || {
        let (loader, calls, gate) = one_waits();
        let start = Instant::now();
        assert!(timeout(Duration::from_secs(2), loader.load(1)).await.is_err());
        assert_eq!(start.elapsed(), Duration::from_secs(2));
        gate.release_one();
        assert_eq!(loader.load_many([2, 1]).await.unwrap(), [Some(2), Some(1)]);
        assert_eq!(calls.list(), [vec![1], vec![2, 1]]);
    });
}

#[test]
fn s06_after_a_callers_timeout_the_same_key_is_asked_once_more() {
    with_a_paused_clock(async || {
        let (loader, calls, gate) = gated();
        assert!(timeout(Duration::from_secs(1), loader.load(1)).await.is_err());
        gate.release_one();
        assert_eq!(loader.load(1).await.unwrap(), Some(1));
        assert_eq!(calls.list(), [[1], [1]]);
    });
}

#[test]
fn s06_a_batch_that_somebody_else_waits_for_outlives_a_callers_timeout() {
    with_a_paused_clock(async || {
        let (loader, calls, gate) = gated();
        let impatient = async {
            assert!(timeout(Duration::from_secs(1), loader.load(1)).await.is_err());
            gate.release_one();
        };
        let (patient, ()) = join!(loader.load(1), impatient);
        assert_eq!(patient.unwrap(), Some(1));
        assert_eq!(calls.list(), [[1]]);
    });
}

/// If the loader had a timer thread of its own, the hour would pass: nothing would hold the paused clock back.
#[test]
fn s21_a_batch_of_a_hundred_milliseconds_takes_as_long_on_a_paused_clock() {
    with_a_paused_clock(async || {
        let (loader, calls) = recorded(Recorder::new(async |keys: Vec<i32>| {
            sleep(Duration::from_millis(100)).await;
            Ok(same(keys))
        }));
        let start = Instant::now();
        let value = timeout(Duration::from_hours(1), loader.load(1)).await.expect("the hour does not pass");
        assert_eq!(value.unwrap(), Some(1));
        assert_eq!(start.elapsed(), Duration::from_millis(100));
        assert_eq!(calls.list(), [[1]]);
    });
}

#[test]
fn s22_a_new_key_every_two_milliseconds_does_not_keep_the_first_waiting() {
    with_a_paused_clock(async || {
        let (loader, calls) = echo();
        let trickle = async {
            for key in 1..=50 {
                sleep(Duration::from_millis(2)).await;
                assert_eq!(loader.load(key).await.unwrap(), Some(key));
            }
        };
        let start = Instant::now();
        let first = loader.load(0).map(move |value| (value.unwrap(), start.elapsed()));
        let (first, ()) = join!(first, trickle);
        assert_eq!(first, (Some(0), Duration::ZERO));
        assert_eq!(calls.list(), (0..=50).map(|key| vec![key]).collect::<Vec<_>>());
    });
}

/// If the machine is so busy that a turn of the runtime takes two milliseconds, there is no quiet turn to wait for.
#[test]
fn s22_new_keys_in_every_turn_do_not_keep_the_first_waiting_for_long() {
    with_a_paused_clock(async || {
        let (loader, calls) = echo();
        let trickle = tokio::spawn({
            let loader = loader.clone();
            async move {
                for key in 1.. {
                    tokio::spawn(loader.load(key));
                    advance(Duration::from_millis(2)).await;
                }
            }
        });
        let start = Instant::now();
        assert_eq!(tokio::spawn(loader.load(0)).await.unwrap().unwrap(), Some(0));
        assert!(start.elapsed() < Duration::from_secs(1), "{:?}", start.elapsed());
        assert_eq!(calls.list()[0][0], 0);
        trickle.abort();
    });
}

#[test]
fn s22_loads_that_lead_and_are_given_up_do_not_keep_the_others_waiting_for_long() {
    with_a_paused_clock(async || {
        let (loader, calls) = echo();
        let trickle = tokio::spawn({
            let loader = loader.clone();
            async move {
                for key in 1..2_000 {
                    tokio::spawn(timeout(Duration::from_millis(150), loader.load(key)));
                    advance(Duration::from_millis(2)).await;
                }
            }
        });
        tokio::task::yield_now().await;
        let start = Instant::now();
        assert_eq!(tokio::spawn(loader.load(0)).await.unwrap().unwrap(), Some(0));
        assert!(start.elapsed() < Duration::from_secs(1), "{:?}", start.elapsed());
        assert!(calls.list()[0].contains(&0));
        trickle.abort();
    });
}

#[test]
fn s22_a_request_that_never_rests_does_not_keep_its_own_loads_for_long() {
    with_a_paused_clock(async || {
        let (loader, calls) = echo();
        let request = drive(async {
            let busy = async {
                while calls.count() == 0 {
                    step().await;
                }
            };
            join!(loader.load_many([1, 2]), busy).0
        });
        let time = async {
            loop {
                advance(Duration::from_micros(50)).await;
            }
        };
        let start = Instant::now();
        let values = tokio::select! {
            values = request => values,
            () = time => unreachable!("time never ends"),
        };
        assert_eq!(values.unwrap(), [Some(1), Some(2)]);
        assert!(start.elapsed() < Duration::from_secs(1), "{:?}", start.elapsed());
        assert_eq!(calls.list(), [[1, 2]]);
    });
}

/// A lone load costs the turns that it gives away, so the test counts them. There is no window to wait for.
#[test]
fn s24_a_lone_load_takes_a_handful_of_turns_and_no_time() {
    with_a_paused_clock(async || {
        let (loader, calls) = echo();
        let (start, mut turns) = (Instant::now(), 0);
        let mut load = Box::pin(loader.load(1));
        let value = std::future::poll_fn(|cx| {
            turns += 1;
            load.as_mut().poll(cx)
        });
        assert_eq!(value.await.unwrap(), Some(1));
        assert_eq!(start.elapsed(), Duration::ZERO);
        assert!(turns <= 6, "{turns} turns");
        assert_eq!(calls.list(), [[1]]);
    });
}

#[test]
fn s26_a_waiter_that_is_kept_while_its_batch_runs_stalls_nobody() {
    in_every_way(async || {
        let (loader, calls, gate) = one_waits();
        let mut kept = Box::pin(loader.load(1));
        {
            let mut reached = Box::pin(gate.reached());
            futures_util::future::select(&mut kept, &mut reached).await;
        }
        assert_eq!(loader.load(2).await.unwrap(), Some(2));
        gate.release_one();
        assert_eq!(loader.load(1).await.unwrap(), Some(1));
        assert_eq!(loader.load(3).await.unwrap(), Some(3));
        assert_eq!(kept.await.unwrap(), Some(1));
        assert_eq!(calls.list(), [[1], [2], [3]]);
    });
}

fn poll_for_nothing<F: Future + Unpin>(future: &mut F) -> Poll<F::Output> {
    future.poll_unpin(&mut Context::from_waker(Waker::noop()))
}

#[test]
fn s16_a_thousand_polls_without_reason_ask_once_and_end_nothing() {
    in_every_way(async || {
        let (loader, calls, gate) = gated();
        let mut load = Box::pin(loader.load(1));
        for _ in 0..1000 {
            assert!(poll_for_nothing(&mut load).is_pending());
        }
        let late = async {
            gate.reached().await;
            for _ in 0..1000 {
                assert!(poll_for_nothing(&mut load).is_pending());
            }
            gate.release_one();
            load.await
        };
        let (other, value) = join!(loader.load(1), late);
        assert_eq!(other.unwrap(), Some(1));
        assert_eq!(value.unwrap(), Some(1));
        assert_eq!(calls.list(), [[1]]);
        let stats = loader.stats();
        assert_eq!((stats.batches, stats.keys), (1, 1));
    });
}

#[test]
#[should_panic(expected = "a load of `squares` was polled after it had ended")]
fn s28_a_load_that_is_polled_after_its_end_panics_with_its_name() {
    let loader = Loader::builder(Recorder::<i32, i32>::echo()).name("squares").build();
    let mut load = Box::pin(loader.load(1));
    let answer: Result<_, Error> = futures_executor::block_on(&mut load);
    assert_eq!(answer.unwrap(), Some(1));
    drop(futures_executor::block_on(load));
}

#[test]
#[should_panic(expected = "a driven request was polled after it had ended")]
fn s28_a_driven_request_that_is_polled_after_its_end_panics() {
    let mut request = Box::pin(drive(async {}));
    futures_executor::block_on(&mut request);
    futures_executor::block_on(request);
}
