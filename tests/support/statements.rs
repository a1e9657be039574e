//! Counts the statements that really reach a database, as the driver itself reports them.
//!
//! The record belongs to the whole process: SQLite statements are reported from a thread of the driver, so nothing
//! smaller could see them. This module does not decide who may read it when. Tests of a database run one at a time.
//!
//! What the driver reports, and what it does not report:
//!
//! | | SQLite | PostgreSQL | MariaDB |
//! |---|---|---|---|
//! | a query, prepared or raw | 1 | 1 | 1 |
//! | several statements in one raw query | 1 | 1 | 1 |
//! | `begin` | 0 | 0 | 1 |
//! | `commit`, awaited `rollback` | 0 | 1 | 1 |
//! | rollback of a dropped transaction | 0 | 0 | 0 |
//! | ping | 0 | 0 | 0 |
//! | set-up of a connection (`PRAGMA …`, `SET …`), left out here | 0 | 0 | 0 |
//! | a statement the database refuses | 1 | 1 | 1 |
//! | the question which server it is, asked by a pool now and then, left out here | - | - | 0 |
//!
//! PostgreSQL's driver also asks for the definition of each custom type that a connection meets for the first time: 1
//! each.

use std::fmt;
use std::sync::{Mutex, Once, PoisonError};

use tracing::field::{Field, Visit};
use tracing::level_filters::LevelFilter;
use tracing::{Event, Metadata, Subscriber, span};

const TARGET: &str = "sqlx::query";

static SEEN: Mutex<Vec<String>> = Mutex::new(Vec::new());

/// Starts recording, if it has not started yet.
pub fn record() {
    static INSTALLED: Once = Once::new();
    INSTALLED.call_once(|| {
        tracing::subscriber::set_global_default(Recorder).expect("nothing else sets a global subscriber");
    });
}

/// Returns how many statements this process has sent so far.
pub fn sent() -> usize {
    seen(|statements| statements.len())
}

/// Returns the text of every statement after the first `count`, in the order in which the driver finished them.
pub fn after(count: usize) -> Vec<String> {
    let mut statements = all_after(count);
    statements.retain(|statement| !asks_for_the_server(statement));
    statements
}

/// Returns the same statements, and those that ask which server it is.
pub fn all_after(count: usize) -> Vec<String> {
    seen(|statements| statements[count..].to_vec())
}

/// Returns whether the library asks which server it is. It asks MySQL or MariaDB now and then, for a pool that loads
/// pages.
pub fn asks_for_the_server(statement: &str) -> bool {
    statement.starts_with("SELECT VERSION()")
}

fn seen<T>(look: impl FnOnce(&mut Vec<String>) -> T) -> T {
    look(&mut SEEN.lock().unwrap_or_else(PoisonError::into_inner))
}

/// Keeps the driver's reports and nothing else.
struct Recorder;

impl Subscriber for Recorder {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target() == TARGET
    }

    fn max_level_hint(&self) -> Option<LevelFilter> {
        Some(LevelFilter::DEBUG)
    }

    fn new_span(&self, _: &span::Attributes<'_>) -> span::Id {
        span::Id::from_u64(1)
    }

    fn record(&self, _: &span::Id, _: &span::Record<'_>) {}

    fn record_follows_from(&self, _: &span::Id, _: &span::Id) {}

    fn event(&self, event: &Event<'_>) {
        let mut report = Report::default();
        event.record(&mut report);
        let statement = report.statement();
        if !sets_up(&statement) {
            seen(|statements| statements.push(statement));
        }
    }

    fn enter(&self, _: &span::Id) {}

    fn exit(&self, _: &span::Id) {}
}

/// Returns whether the driver sends this to a new connection. A pool opens connections as it likes, and no test asked
/// for it.
fn sets_up(statement: &str) -> bool {
    statement.starts_with("PRAGMA ") || statement.starts_with("SET ")
}

#[derive(Default)]
struct Report {
    summary: String,
    text: String,
}

impl Report {
    /// The driver leaves the text empty if the summary, its first four words, is all of it.
    fn statement(self) -> String {
        if self.text.is_empty() { self.summary } else { self.text.trim().to_owned() }
    }
}

impl Visit for Report {
    fn record_str(&mut self, field: &Field, value: &str) {
        match field.name() {
            "summary" => value.clone_into(&mut self.summary),
            "db.statement" => value.clone_into(&mut self.text),
            _ => {}
        }
    }

    fn record_debug(&mut self, _: &Field, _: &dyn fmt::Debug) {}
}
