//! Warns of batch functions that block their thread. Only debug builds do so, and a warning is all they do.
#![cfg(debug_assertions)]

use std::future::poll_fn;
use std::pin::pin;
use std::time::{Duration, Instant};

/// The longest that a poll may keep its thread. A poll that waits for something takes far longer, and one that computes
/// an answer takes far less.
const MAX_POLL_TIME: Duration = Duration::from_millis(50);

/// Runs a batch function, and warns of the first of its polls that takes too long.
pub(crate) async fn watch<F: Future>(loader: &'static str, batch: F) -> F::Output {
    let mut batch = pin!(batch);
    let mut warned = false;
    poll_fn(|cx| {
        let start = Instant::now();
        let polled = batch.as_mut().poll(cx);
        let elapsed = start.elapsed();
        if elapsed > MAX_POLL_TIME && !std::mem::replace(&mut warned, true) {
            tracing::warn!(
                loader,
                ?elapsed,
                "a batch function blocks its thread; move what blocks to `spawn_blocking`"
            );
        }
        polled
    })
    .await
}
