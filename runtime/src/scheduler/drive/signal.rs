//! Whether a driven future has something to do: it is woken, being polled, or at rest.

use std::sync::Arc;
use std::task::Waker;

use futures_util::task::ArcWake;

use crate::sync::AtomicWaker;
use crate::sync::atomic::{AtomicU8, Ordering};

/// Whether the future was woken. A wake reaches the task that drives the future only while nobody polls it.
pub(super) struct Signal {
    state: AtomicU8,
    parent: AtomicWaker,
}

const AT_REST: u8 = 0;
const POLLING: u8 = 1;
const WOKEN: u8 = 2;

impl Default for Signal {
    fn default() -> Self {
        Self { state: AtomicU8::new(WOKEN), parent: AtomicWaker::new() }
    }
}

impl Signal {
    /// Begins a round of polling. Returns whether the future was woken since the last one.
    pub(super) fn begin(&self) -> bool {
        self.state.swap(POLLING, Ordering::AcqRel) == WOKEN
    }

    pub(super) fn is_woken(&self) -> bool {
        self.state.load(Ordering::Acquire) == WOKEN
    }

    /// Ends polling and returns `true`, unless the future was woken meanwhile. Whoever wakes it from now on wakes
    /// `parent`.
    pub(super) fn rest(&self, parent: &Waker) -> bool {
        self.parent.register(parent);
        self.state.compare_exchange(POLLING, AT_REST, Ordering::AcqRel, Ordering::Acquire).is_ok()
    }

    pub(super) fn wake_next_poll(&self) {
        self.state.store(WOKEN, Ordering::Release);
    }
}

impl ArcWake for Signal {
    fn wake_by_ref(signal: &Arc<Self>) {
        if signal.state.swap(WOKEN, Ordering::AcqRel) == AT_REST {
            signal.parent.wake();
        }
    }
}
