//! Counters of what loaders did, and how a batch reports to them.

use std::sync::atomic::{AtomicU64, Ordering};

/// What a batch reports while it runs: statements and rows.
#[derive(Debug)]
pub struct Meter {
    name: &'static str,
    statements: AtomicU64,
    rows: AtomicU64,
}

impl Meter {
    pub(crate) fn new(name: &'static str) -> Self {
        Self { name, statements: AtomicU64::new(0), rows: AtomicU64::new(0) }
    }

    /// The loader's name.
    pub(crate) fn name(&self) -> &'static str {
        self.name
    }

    /// One more statement is about to be sent.
    pub(crate) fn statement(&self) {
        self.statements.fetch_add(1, Ordering::Relaxed);
    }

    /// So many more rows came back.
    pub(crate) fn rows(&self, rows: usize) {
        self.rows.fetch_add(rows as u64, Ordering::Relaxed);
    }
}
