//! Which requests a batch serves: its span follows from their spans. Without a subscriber, nothing is kept.

use std::mem;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tracing::Span;

/// The spans of those who wait for a batch, until the span of the batch can follow from them.
#[derive(Debug, Default)]
pub(super) struct Trace(Mutex<State>);

#[derive(Debug)]
enum State {
    Queued(Vec<Span>),
    InFlight(Arc<Span>),
    Ended,
}

impl Default for State {
    fn default() -> Self {
        Self::Queued(Vec::new())
    }
}

impl Trace {
    /// Notes that somebody waits for the batch within the current span.
    #[inline]
    pub(super) fn wait(&self) {
        if tracing::span_enabled!(tracing::Level::DEBUG) {
            self.wait_in_span();
        }
    }

    fn wait_in_span(&self) {
        let waits = Span::current();
        // A subscriber is the user's code, so it runs without the lock.
        let batch = match &mut *self.lock() {
            State::Queued(spans) if !waits.is_none() && spans.last() != Some(&waits) => {
                return spans.push(waits);
            }
            State::InFlight(batch) => Arc::clone(batch),
            State::Queued(_) | State::Ended => return,
        };
        batch.follows_from(&waits);
    }

    /// Notes that the batch is sent. Its own span follows from the spans of those who wait for it.
    pub(super) fn send(&self, batch: &Span) {
        let own = State::InFlight(Arc::new(batch.clone()));
        let before = mem::replace(&mut *self.lock(), own);
        if let State::Queued(spans) = before {
            for waits in &spans {
                batch.follows_from(waits);
            }
        }
    }

    /// Ends the trace, so that remembered answers keep nobody's span open.
    pub(super) fn end(&self) {
        let before = mem::replace(&mut *self.lock(), State::Ended);
        drop(before);
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
