//! One of many clients. It makes one request after the other, and ends some of them before they are done.

use std::future::poll_fn;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::Poll;
use std::time::{Duration, Instant};

use futures_util::FutureExt;
use futures_util::future::BoxFuture;

use crate::database::Database;
use crate::dice::Dice;
use crate::errors::Weather;
use crate::tally::{DROPPED, FAULTS, LONGEST, REQUESTS, fail};

/// A request that takes longer will never end, because everything it waits for has a timeout that is far shorter.
pub const PATIENCE: Duration = Duration::from_secs(30);

/// How a request ends.
#[derive(Clone, Copy, Debug)]
enum End {
    Done,
    Timeout(Duration),
    Polls(u64),
    Abort(Duration),
}

/// Makes requests until the run is over.
pub async fn requests(database: Database, mut dice: Dice, over: Arc<AtomicBool>) {
    while !over.load(Ordering::Relaxed) {
        let seed = dice.roll();
        let request = (database.start)(seed, Weather::Storm);
        let (end, spawned) = (end(&mut dice), dice.chance(50));
        let start = Instant::now();
        let request = AssertUnwindSafe(tokio::time::timeout(PATIENCE, run(request, end, spawned)));
        match request.catch_unwind().await {
            Ok(Ok(true)) => LONGEST.see(start.elapsed()),
            Ok(Ok(false)) => DROPPED.add(1),
            Ok(Err(_)) => {
                fail(format!("request {seed} on {} has not ended within {PATIENCE:?}", database.name));
                return;
            }
            // The panic hook has looked at the panic.
            Err(_) => {}
        }
        REQUESTS.add(1);
    }
}

fn end(dice: &mut Dice) -> End {
    match dice.within(0..=99) {
        0..=9 => End::Timeout(Duration::from_micros(dice.within(0..=20_000))),
        10..=19 => End::Polls(dice.within(0..=40)),
        20..=24 => End::Abort(Duration::from_micros(dice.within(0..=20_000))),
        _ => End::Done,
    }
}

/// Runs a request, and returns whether it was done.
async fn run(request: BoxFuture<'static, ()>, end: End, spawned: bool) -> bool {
    match end {
        End::Done if spawned => {
            let _ = tokio::spawn(request).await;
            true
        }
        End::Done => {
            request.await;
            true
        }
        End::Timeout(after) => {
            FAULTS.add("a request is given a timeout");
            tokio::time::timeout(after, request).await.is_ok()
        }
        End::Polls(most) => {
            FAULTS.add("a request is dropped after some polls");
            polls(request, most).await
        }
        End::Abort(after) => {
            FAULTS.add("a request's task is aborted");
            let task = tokio::spawn(request);
            tokio::time::sleep(after).await;
            task.abort();
            task.await.is_ok()
        }
    }
}

/// Polls a request so often at most, and drops it.
async fn polls(mut request: BoxFuture<'static, ()>, most: u64) -> bool {
    let mut left = most;
    poll_fn(|cx| {
        if left == 0 {
            return Poll::Ready(false);
        }
        left -= 1;
        request.poll_unpin(cx).map(|()| true)
    })
    .await
}
