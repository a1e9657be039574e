//! Counts the statements that reached a database, as sqlx itself reports them. This module knows nothing of batchload,
//! so that the comparison does not rely on the library that it compares.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use tracing::level_filters::LevelFilter;
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

static COUNT: AtomicU64 = AtomicU64::new(0);

/// Starts to count, in the whole process.
///
/// SQLite reports from its worker threads, so a subscriber for one thread would miss its statements.
pub fn count() {
    tracing::subscriber::set_global_default(Counter).expect("this program sets no other subscriber");
}

/// Returns the number of statements so far, once the last of them is reported.
pub async fn so_far() -> u64 {
    loop {
        let before = COUNT.load(Ordering::Relaxed);
        // sqlx reports a statement when its worker lets go of it, a moment after the last row has arrived.
        tokio::time::sleep(Duration::from_millis(5)).await;
        if COUNT.load(Ordering::Relaxed) == before {
            return before;
        }
    }
}

/// Receives one event per statement and nothing else.
struct Counter;

impl Subscriber for Counter {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target() == "sqlx::query"
    }

    fn max_level_hint(&self) -> Option<LevelFilter> {
        Some(LevelFilter::DEBUG)
    }

    fn event(&self, _: &Event<'_>) {
        COUNT.fetch_add(1, Ordering::Relaxed);
    }

    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}
