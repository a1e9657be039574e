//! Counters of the work of loaders, and the meter with which a batch reports to them.

use std::sync::atomic::{AtomicU64, Ordering};

/// Counters of the work that loaders did so far.
///
/// [`Loader::stats`](crate::Loader::stats) returns the counters of one loader.
/// [`Loaders::stats`](crate::Loaders::stats) returns the sums of a request, and the counters of each name in it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Stats {
    /// Loads that were awaited.
    pub loads: u64,
    /// Loads that asked for nothing new: the answer was known, or another load had asked for the key already.
    pub hits: u64,
    /// Batches sent.
    pub batches: u64,
    /// Statements sent, or calls of a batch function.
    pub statements: u64,
    /// Keys sent.
    pub keys: u64,
    /// Rows that came back, or values of a batch function.
    pub rows: u64,
    pub(crate) lookups: Vec<(&'static str, Self)>,
}

impl Stats {
    /// Returns the counters of one name, or `None` if nothing was loaded under this name.
    ///
    /// Everything that shares a name is summed up: the rows and the pages of a relation, with any arguments, and with
    /// and without scopes.
    ///
    /// | Load | Name |
    /// |---|---|
    /// | `Article::by_reporter_id`, and a relation that changes nothing about this lookup | `Article::by_reporter_id` |
    /// | `load_articles` and `load_articles_page` of `Reporter`, with an order, a filter or a path of their own | `Reporter::articles` |
    /// | `load_articles_count` and `load_articles_sum_words` | the name of the counted rows, then ` count` or ` sum(words)` |
    /// | `load_body` of a lazy column of `Page` | `Page::body` |
    /// | a batch function | its own name: [`BatchFn::name`](crate::BatchFn::name) |
    ///
    /// ```
    /// # let stats = batchload::Stats::default();
    /// assert_eq!(stats.lookup("Article::by_reporter_id"), None);
    /// ```
    #[must_use]
    pub fn lookup(&self, name: &str) -> Option<&Self> {
        self.lookups.iter().find(|(lookup, _)| *lookup == name).map(|(_, stats)| stats)
    }

    /// Returns the counters of each name, in the order of the names. The stats of one loader have no names.
    pub fn lookups(&self) -> impl ExactSizeIterator<Item = (&'static str, &Self)> {
        self.lookups.iter().map(|(name, stats)| (*name, stats))
    }

    pub(crate) fn add(&mut self, name: &'static str, stats: Self) {
        self.sum(&stats);
        match self.lookups.iter_mut().find(|(known, _)| *known == name) {
            Some((_, known)) => known.sum(&stats),
            None => self.lookups.push((name, stats)),
        }
    }

    /// Adds the counters of other loaders, with their lookups.
    pub(crate) fn add_all(&mut self, stats: &Self) {
        for (name, stats) in &stats.lookups {
            self.add(name, stats.clone());
        }
    }

    /// Adds the counters of other loaders, without their lookups.
    pub(crate) fn sum(&mut self, stats: &Self) {
        self.loads += stats.loads;
        self.hits += stats.hits;
        self.batches += stats.batches;
        self.statements += stats.statements;
        self.keys += stats.keys;
        self.rows += stats.rows;
    }
}

/// The counters of one loader, except its loads, which its queue counts.
#[derive(Debug, Default)]
pub(crate) struct Counters {
    batches: Counter,
    statements: Counter,
    keys: Counter,
    rows: Counter,
}

impl Counters {
    pub(crate) fn send(&self, keys: usize) {
        self.batches.add(1);
        self.keys.add(keys as u64);
    }

    pub(crate) fn receive(&self, meter: &Meter) {
        self.statements.add(meter.statements_so_far());
        self.rows.add(meter.rows_so_far());
    }

    pub(crate) fn stats(&self) -> Stats {
        Stats {
            batches: self.batches.get(),
            statements: self.statements.get(),
            keys: self.keys.get(),
            rows: self.rows.get(),
            ..Stats::default()
        }
    }
}

#[derive(Debug, Default)]
struct Counter(AtomicU64);

impl Counter {
    fn add(&self, more: u64) {
        self.0.fetch_add(more, Ordering::Relaxed);
    }

    fn get(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

/// The statements and rows that one batch reports while it runs.
#[derive(Debug)]
pub(crate) struct Meter {
    name: &'static str,
    statements: Counter,
    rows: Counter,
}

impl Meter {
    pub(crate) fn new(name: &'static str) -> Self {
        Self { name, statements: Counter::default(), rows: Counter::default() }
    }

    /// Returns the loader's name.
    pub(crate) fn name(&self) -> &'static str {
        self.name
    }

    /// Counts a statement that is about to be sent.
    pub(crate) fn statement(&self) {
        self.statements.add(1);
    }

    /// Counts rows that came back.
    pub(crate) fn rows(&self, rows: usize) {
        self.rows.add(rows as u64);
    }

    pub(crate) fn statements_so_far(&self) -> u64 {
        self.statements.get()
    }

    pub(crate) fn rows_so_far(&self) -> u64 {
        self.rows.get()
    }
}

#[cfg(test)]
mod tests {
    use super::Stats;

    #[test]
    fn what_shares_a_name_is_summed_up() {
        let mut all = Stats::default();
        for (name, loads) in [("Reporter::articles", 1), ("Article::by_id", 2), ("Reporter::articles", 4)] {
            all.add(name, Stats { loads, statements: 1, ..Stats::default() });
        }
        let articles = Stats { loads: 5, statements: 2, ..Stats::default() };
        assert_eq!(all.lookup("Reporter::articles"), Some(&articles));
        assert_eq!((all.lookups.len(), all.loads, all.statements), (2, 7, 3));
    }
}
