//! Whether there is a clock to wait by.

use std::panic::catch_unwind;
use std::time::Duration;

use tokio::runtime::Handle;

/// The runtime here, if it has a clock. Where there is none, batches have no time limit and a leader that is
/// kept but not polled is not noticed.
pub(super) fn runtime() -> Option<Handle> {
    let runtime = Handle::try_current().ok()?;
    // A runtime that was built without `enable_time` cannot be asked; it panics when a timer is made.
    catch_unwind(|| drop(tokio::time::sleep(Duration::ZERO))).ok()?;
    Some(runtime)
}
