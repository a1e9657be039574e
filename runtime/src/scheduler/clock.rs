//! Whether there is a clock to wait by.

use std::panic::catch_unwind;
use std::time::Duration;

use tokio::runtime::Handle;

/// Whether the runtime here has a clock. Where it has none, batches have no time limit and a leader that is
/// kept but not polled is not noticed.
pub(super) fn is_here() -> bool {
    // A runtime that was built without `enable_time` cannot be asked; it panics when a timer is made.
    Handle::try_current().is_ok() && catch_unwind(|| drop(tokio::time::sleep(Duration::ZERO))).is_ok()
}
