//! Whether somebody still waits for a batch in flight. A batch that nobody waits for ends where it stands.

use std::task::{Context, Poll};

use crate::sync::AtomicWaker;
use crate::sync::atomic::{AtomicBool, Ordering};

pub(crate) struct Interest {
    lost: AtomicBool,
    flight: AtomicWaker,
}

impl Interest {
    /// Notes that nobody waits any more.
    pub(super) fn lose(&self) {
        self.lost.store(true, Ordering::Release);
        self.flight.wake();
    }

    pub(super) fn is_lost(&self) -> bool {
        self.lost.load(Ordering::Acquire)
    }

    /// Polls a flight, or returns `None` if nobody waits for it.
    pub(super) fn poll<T>(
        &self,
        cx: &mut Context<'_>,
        flight: impl FnOnce(&mut Context<'_>) -> Poll<T>,
    ) -> Poll<Option<T>> {
        if self.is_lost() {
            return Poll::Ready(None);
        }
        if let Poll::Ready(landed) = flight(cx) {
            return Poll::Ready(Some(landed));
        }
        self.flight.register(cx.waker());
        // The interest may have been lost before there was a waker to wake.
        if self.is_lost() { Poll::Ready(None) } else { Poll::Pending }
    }
}

impl Default for Interest {
    fn default() -> Self {
        Self { lost: AtomicBool::new(false), flight: AtomicWaker::new() }
    }
}
