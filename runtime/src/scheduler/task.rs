//! Wakes a waiting task, or has it polled again later.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::task::{Context, Waker};

/// Wakes a waiter. A waker is the user's code: one that panics must not keep others asleep.
#[inline]
pub(super) fn wake(waker: Waker) {
    let _ = catch_unwind(AssertUnwindSafe(|| waker.wake()));
}

/// Asks to be polled again when everything else that is ready in this task has been polled.
///
/// On a worker, tokio wakes a deferred task when there is nothing else to run. Elsewhere, tokio wakes it at once, which
/// still comes behind all siblings.
pub(super) fn defer(cx: &mut Context<'_>) {
    let _ = pin!(tokio::task::yield_now()).poll(cx);
}
