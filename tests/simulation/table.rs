//! What a source holds, and what is known of those who ask for it.

use std::collections::HashMap;

use batchload::{Loader, Stats};

/// Keys of a table. The table has no row for those that 7 divides.
pub const KEYS: usize = 12;

/// The version of a row that nobody asked for.
const UNASKED: u64 = u64::MAX;

/// What a load gives, if it gives something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Row {
    pub table: usize,
    pub key: usize,
    pub version: u64,
}

/// A table, in the hands of one loader.
pub struct Table {
    pub index: usize,
    /// The most keys of a batch.
    pub most: usize,
    /// Gone once the world ends.
    pub loader: Option<Loader<usize, Option<Row>>>,
    versions: [u64; KEYS],
    /// The oldest version of each key that a load which begins now may get.
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

    /// A load begins: the oldest version that may answer it.
    pub fn begin(&mut self, key: usize) -> u64 {
        self.loads += 1;
        self.oldest[key]
    }

    /// # Panics
    ///
    /// When an answer is not for the key, or too old, or missing.
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

    /// A batch reads its rows as they are now, and sometimes one more.
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

    /// A batch ends, with so many rows, or is dropped with none.
    pub fn land(&mut self, rows: usize) {
        self.under_way -= 1;
        self.rows += rows as u64;
    }

    pub fn is_at_rest(&self) -> bool {
        self.under_way == 0
    }

    /// A row changes, and those who begin to load it from now on have to see that.
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
    /// When the loader counted something else.
    pub fn check_stats(&self, stats: &Stats) {
        let counted = [stats.loads, stats.batches, stats.statements, stats.keys, stats.rows];
        assert_eq!(counted, [self.loads, self.calls, self.calls, self.keys, self.rows], "{stats:?}");
        assert!(stats.hits + stats.keys <= stats.loads, "{stats:?}");
    }
}
