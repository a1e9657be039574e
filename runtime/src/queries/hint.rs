//! Hints that would make loads faster, logged at level `DEBUG`, once in a process for each relation or lookup.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use crate::facts::every::NO_KEY_COLUMN;
use crate::facts::lookup::{Lookup, ModelOf, Strategy};
use crate::facts::model::{Model, Order};
use crate::facts::relation::Relation;
use crate::sql::dialect::Dialect;

/// The number of sets of arguments in one request at which a lookup gets a hint.
const HINTED_SETS: usize = 10;

/// The number of batches of a single key in a row at which a lookup gets a hint.
const HINTED_BATCHES: usize = 10;

/// Logs the index that would make the pages of a relation fastest.
pub(crate) fn index<R: Relation, DB: Dialect>(order: &[Order]) {
    static LOGGED: OncePerName = OncePerName::new();
    if R::Lookup::STRATEGY == Strategy::Window || !LOGGED.is_first(R::NAME) {
        return;
    }
    let is_through = !R::Lookup::steps().is_empty();
    let keys = if is_through { &[] } else { R::Lookup::COLUMNS };
    let keys: Vec<_> = keys.iter().copied().filter(|key| *key != NO_KEY_COLUMN).collect();
    let sorted = order.iter().filter(|order| !keys.contains(&order.column));
    let sorted = sorted.map(Order::in_index::<DB>);
    let index = keys.iter().map(|key| (*key).to_owned()).chain(sorted).collect::<Vec<_>>().join(", ");
    let table = <ModelOf<R::Lookup>>::TABLE.join(".");
    tracing::debug!(relation = R::NAME, table, index, "pages are found fastest through this index");
}

/// Logs that one request used a lookup with many different sets of arguments.
pub(crate) fn arguments(lookup: &'static str, sets: usize) {
    static LOGGED: OncePerName = OncePerName::new();
    if sets == HINTED_SETS && LOGGED.is_first(lookup) {
        tracing::debug!(
            lookup,
            sets,
            "each set of arguments is a statement of its own; take what differs from row to row, such as the time, \
             once for each request"
        );
    }
}

/// Counts batches of a single key in a row, and logs that one request sent many of them.
#[derive(Debug, Default)]
pub(crate) struct SingleKeyBatches(AtomicUsize);

impl SingleKeyBatches {
    /// Notes that a batch asks for so many keys.
    pub(crate) fn note(&self, lookup: &'static str, keys: usize) {
        static LOGGED: OncePerName = OncePerName::new();
        if keys > 1 {
            return self.0.store(0, Ordering::Relaxed);
        }
        let batches = 1 + self.0.fetch_add(1, Ordering::Relaxed);
        if batches == HINTED_BATCHES && LOGGED.is_first(lookup) {
            tracing::debug!(
                lookup,
                batches,
                "batches in a row asked for one key each; if these loads wait for each other, await them together, as \
                 `try_join_all` and `load_many` do"
            );
        }
    }
}

/// The names for which a hint was logged.
struct OncePerName(Mutex<BTreeSet<&'static str>>);

impl OncePerName {
    const fn new() -> Self {
        Self(Mutex::new(BTreeSet::new()))
    }

    /// Returns whether a subscriber wants the hint, and the hint was not logged for this name before.
    fn is_first(&self, name: &'static str) -> bool {
        tracing::enabled!(tracing::Level::DEBUG)
            && self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(name)
    }
}
