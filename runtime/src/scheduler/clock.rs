//! Whether there is a clock to wait by.

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

/// The runtime here, if it has a clock. Where there is none, a leader that is kept but not polled is not
/// noticed.
pub(super) fn runtime() -> Option<Handle> {
    let runtime = Handle::try_current().ok()?;
    has_clock(runtime.id()).then_some(runtime)
}

/// A timer of the runtime here. Where there is no clock there is none, and batches have no time limit.
pub(super) fn sleep(after: Duration) -> Option<Pin<Box<Sleep>>> {
    runtime().map(|_| Box::pin(tokio::time::sleep(after)))
}

/// What a future gives, unless it takes longer.
pub(crate) async fn within<F: Future>(limit: Option<Duration>, work: F) -> Option<F::Output> {
    let Some(timer) = limit.and_then(sleep) else { return Some(work.await) };
    match select(pin!(work), timer).await {
        Either::Left((output, _)) => Some(output),
        Either::Right(_) => None,
    }
}

/// A runtime that was built without `enable_time` cannot be asked; it panics when a timer is made. A panic is
/// reported, be it caught, so this is tried once and not for every batch.
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
