//! The rows of a source, and what its callers may get to know.

use std::collections::HashMap;

use batchload::{Loader, Stats};

/// The number of keys of a table. The table has no row for a key that 7 divides.
pub const KEYS: usize = 12;

/// The version of a row that nobody asked for.
const UNASKED: u64 = u64::MAX;

/// The row that a load gives, if there is one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Row {
    pub table: usize,
    pub key: usize,
    pub version: u64,
}

/// A table that one loader loads from.
pub struct Table {
    pub index: usize,
    /// The largest number of keys in a batch.
    pub most: usize,
    /// `None` once the world ends.
    pub loader: Option<Loader<usize, Option<Row>>>,
    versions: [u64; KEYS],
    /// The oldest version of each key that a load may get if it begins now.
    oldest: [u64; KEYS],
    primed: [bool; KEYS],
    pub loads: u64,
    pub calls: u64,
    keys: u64,
    rows: u64,
    under_way: usize,
}

impl Table {
    pub fn new(index: usize, most: usize) -> Self {
        Self {
            index,
            most,
            loader: None,
            versions: [1; KEYS],
            oldest: [1; KEYS],
            primed: [false; KEYS],
            loads: 0,
            calls: 0,
            keys: 0,
            rows: 0,
            under_way: 0,
        }
    }

    /// Begins a load, and returns the oldest version that may answer it.
    pub fn begin(&mut self, key: usize) -> u64 {
        self.loads += 1;
        self.oldest[key]
    }

    /// # Panics
    ///
    /// Panics if an answer is not for the key, or is too old or missing.
    pub fn check(&self, key: usize, oldest: u64, answer: Option<Row>) {
        let exists = !key.is_multiple_of(7);
        let Some(row) = answer else {
            assert!(!exists, "the row {key} of table {} is missing", self.index);
            return;
        };
        assert!(exists || self.primed[key], "{row:?} does not exist");
        assert_eq!((row.table, row.key), (self.index, key), "somebody else's row");
        assert!((oldest..=self.versions[key]).contains(&row.version), "{row:?} is older than {oldest}");
    }

    pub fn row(&self, key: usize) -> Row {
        Row { table: self.index, key, version: self.versions[key] }
    }

    /// Begins a batch, which reads its rows as they are now, and sometimes one more.
    pub fn depart(&mut self, keys: &[usize], and_another: bool) -> HashMap<usize, Row> {
        assert!(!keys.is_empty() && keys.len() <= self.most, "a batch of {} keys", keys.len());
        let mut rows: HashMap<_, _> = keys.iter().map(|key| (*key, self.row(*key))).collect();
        assert_eq!(rows.len(), keys.len(), "a key twice in {keys:?}");
        rows.retain(|key, _| !key.is_multiple_of(7));
        if and_another && let Some(another) = (0..KEYS).find(|key| !keys.contains(key)) {
            rows.insert(another, Row { version: UNASKED, ..self.row(another) });
        }
        self.calls += 1;
        self.keys += keys.len() as u64;
        self.under_way += 1;
        rows
    }

    /// Ends a batch, with so many rows, or with none if it is dropped.
    pub fn land(&mut self, rows: usize) {
        self.under_way -= 1;
        self.rows += rows as u64;
    }

    pub fn is_at_rest(&self) -> bool {
        self.under_way == 0
    }

    /// Changes a row. Loads that begin from now on must see the change.
    pub fn write(&mut self, key: usize) {
        self.versions[key] += 1;
        self.oldest[key] = self.versions[key];
    }

    pub fn prime(&mut self, key: usize) -> Row {
        self.primed[key] = true;
        self.row(key)
    }

    /// # Panics
    ///
    /// Panics if the loader counted something else.
    pub fn check_stats(&self, stats: &Stats) {
        let counted = [stats.loads, stats.batches, stats.statements, stats.keys, stats.rows];
        assert_eq!(counted, [self.loads, self.calls, self.calls, self.keys, self.rows], "{stats:?}");
        assert!(stats.hits + stats.keys <= stats.loads, "{stats:?}");
    }
}
