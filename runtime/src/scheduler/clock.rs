//! Whether there is a clock to wait by.

use std::panic::catch_unwind;
use std::pin::Pin;
use std::time::Duration;

use tokio::runtime::Handle;
use tokio::time::Sleep;

/// The runtime here, if it has a clock. Where there is none, a leader that is kept but not polled is not
/// noticed.
pub(super) fn runtime() -> Option<Handle> {
    let _a_clock = sleep(Duration::ZERO)?;
    Handle::try_current().ok()
}

/// A timer of the runtime here. Where there is no clock there is none, and batches have no time limit.
pub(super) fn sleep(after: Duration) -> Option<Pin<Box<Sleep>>> {
    Handle::try_current().ok()?;
    // A runtime that was built without `enable_time` cannot be asked; it panics when a timer is made.
    catch_unwind(|| Box::pin(tokio::time::sleep(after))).ok()
}
