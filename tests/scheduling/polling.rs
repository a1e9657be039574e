//! Ways of polling that no executor promises to leave out.

use std::future::poll_fn;
use std::task::Poll;

/// Is polled once more, at once.
pub async fn wake_and_wait() {
    let mut waited = false;
    poll_fn(|cx| {
        if waited {
            return Poll::Ready(());
        }
        waited = true;
        cx.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
}
