//! Finds out whether there is a clock to wait by.

use std::cell::Cell;
use std::panic::catch_unwind;
use std::pin::{Pin, pin};
use std::time::Duration;

use futures_util::future::{Either, select};
use tokio::runtime::{Handle, Id};
use tokio::time::Sleep;

thread_local! {
    /// The runtime that was tried last on this thread, and whether it has a clock.
    static TRIED: Cell<Option<(Id, bool)>> = const { Cell::new(None) };
}

/// Returns the current runtime, if it has a clock. Without a clock, nothing notices a leader that is kept but not
/// polled.
pub(super) fn runtime() -> Option<Handle> {
    let runtime = Handle::try_current().ok()?;
    has_clock(runtime.id()).then_some(runtime)
}

/// Returns a timer of the current runtime. Without a clock there is no timer, and batches have no time limit.
pub(super) fn sleep(after: Duration) -> Option<Pin<Box<Sleep>>> {
    runtime().map(|_| Box::pin(tokio::time::sleep(after)))
}

/// Returns the output of a future, or `None` if it takes longer than the limit.
pub(crate) async fn within<F: Future>(limit: Option<Duration>, work: F) -> Option<F::Output> {
    let Some(timer) = limit.and_then(sleep) else { return Some(work.await) };
    match select(pin!(work), timer).await {
        Either::Left((output, _)) => Some(output),
        Either::Right(_) => None,
    }
}

/// Returns whether a runtime has a clock. A runtime that was built without `enable_time` cannot say so: it panics when
/// a timer is made. Even a caught panic is reported, so this tries once and not for every batch.
fn has_clock(runtime: Id) -> bool {
    match TRIED.get() {
        Some((tried, has_clock)) if tried == runtime => has_clock,
        _ => {
            let has_clock = catch_unwind(|| drop(tokio::time::sleep(Duration::ZERO))).is_ok();
            TRIED.set(Some((runtime, has_clock)));
            has_clock
        }
    }
}
