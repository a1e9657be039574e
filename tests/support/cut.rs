//! A future that is dropped at a chosen point. Holds no assertions.

use std::future::poll_fn;
use std::pin::pin;
use std::task::Poll;

/// Returns the output of a future, or drops the future if it has to wait more often than `waits` times.
pub async fn cut<F: Future>(future: F, mut waits: usize) -> Option<F::Output> {
    let mut future = pin!(future);
    poll_fn(|cx| match future.as_mut().poll(cx) {
        Poll::Ready(value) => Poll::Ready(Some(value)),
        Poll::Pending => match waits.checked_sub(1) {
            Some(left) => {
                waits = left;
                Poll::Pending
            }
            None => Poll::Ready(None),
        },
    })
    .await
}
