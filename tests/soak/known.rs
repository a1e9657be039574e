//! What a request does in addition to plain loads: it primes, clears, and drops loads or keeps them unpolled.

use std::future::poll_fn;
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

use batchload::{Error, One};
use futures_util::FutureExt;
use futures_util::future::{join, join_all};

use super::request::Request;
use crate::dice::Dice;
use crate::errors::Of;
use crate::models::{REPORTERS, Reporter};
use crate::source::Endless;
use crate::tally::{FAULTS, fail};

/// Primes and clears around loads. The primed rows are right, so every answer still is.
pub async fn known(request: &Request, mut dice: Dice) {
    let loaders = &request.loaders;
    let reporters = Reporter::by_id(loaders);
    for _ in 0..dice.within(1..=4) {
        let id = dice.key(REPORTERS);
        let load = reporters.load(id);
        match dice.within(0..=5) {
            0 => drop(loaders.prime((id..id + 9).filter_map(Reporter::at).collect())),
            1 => drop(reporters.prime(id, Reporter::of(id))),
            2 => drop(reporters.clear(&id)),
            3 => drop(reporters.clear_all()),
            4 => loaders.clear(),
            _ => {}
        }
        let meanwhile = async {
            for _ in 0..dice.within(0..=9) {
                tokio::task::yield_now().await;
            }
            match dice.within(0..=3) {
                0 => loaders.clear(),
                1 => drop(reporters.clear(&id).prime(id, Reporter::of(id))),
                2 => drop(loaders.prime(vec![Reporter::of(id)])),
                _ => {}
            }
        };
        let (row, ()) = join(load, meanwhile).await;
        request.row(row, |row| row.as_deref() == Some(&Reporter::of(id)));
    }
}

/// Polls a load for a while and then drops or keeps it, while another load waits for the same key.
pub async fn forgotten(request: &Request, mut dice: Dice) {
    let reporters = Reporter::by_id(&request.loaders);
    let id = dice.key(REPORTERS + 20);
    let mut first = reporters.load(id).boxed();
    for _ in 0..dice.within(1..=8) {
        if let Poll::Ready(row) = once(&mut first).await {
            request.row(row, |row| row.as_deref() == Reporter::at(id).as_ref());
            return;
        }
        tokio::task::yield_now().await;
    }
    let kept = if dice.chance(50) {
        FAULTS.add("a load is dropped");
        drop(first);
        None
    } else {
        FAULTS.add("a load is kept and not polled");
        Some(first)
    };
    let row = reporters.load(id).await;
    request.row(row, |row| row.as_deref() == Reporter::at(id).as_ref());
    drop(kept);
}

/// Makes loads whose batch never ends, and drops one after the other.
pub async fn endless(request: &Request, mut dice: Dice) {
    let endless = request.squares.beside(Endless).batch_timeout(None).build();
    let loads = dice.keys(4, 3).into_iter().map(|key| {
        let after = Duration::from_micros(dice.within(0..=10_000));
        tokio::time::timeout(after, endless.load(key))
    });
    for answer in join_all(loads).await.into_iter().flatten() {
        match answer {
            // The runtime of a load may end before the load is given up.
            Err(lost @ Error::Lost { .. }) => request.asker(Of::Squares).excuse(&lost),
            answer => fail(format!("an answer that cannot be in request {}: {answer:?}", request.seed)),
        }
    }
}

/// Begins a load here and goes on with it in another task, where nobody may be left to send it.
pub async fn moved(request: Arc<Request>, mut dice: Dice) {
    let id = dice.key(REPORTERS + 20);
    let mut load = Reporter::by_id(&request.loaders).load(id).boxed();
    let judge = move |row: Result<Option<One<Reporter>>, Error>| {
        request.row(row, |row| row.as_deref() == Reporter::at(id).as_ref());
    };
    match once(&mut load).await {
        Poll::Ready(row) => judge(row),
        Poll::Pending => drop(tokio::spawn(async move { judge(load.await) })),
    }
}

/// Polls a future once, and returns the outcome.
async fn once<F: Future + Unpin>(future: &mut F) -> Poll<F::Output> {
    poll_fn(|cx| Poll::Ready(future.poll_unpin(cx))).await
}
