//! Which rows answer which key: gathers the rows of a batch by key, in place. Knows no database.

use std::collections::HashMap;
use std::hash::Hash;
use std::ops::Range;
use std::sync::Arc;

use crate::shape::Shape;

/// The group of a row that no key asked for.
pub(crate) const NOBODY: usize = usize::MAX;

/// Which group each row and each key belongs to: the position of the first key that the rows answer.
#[derive(Debug)]
pub(crate) struct Pairs<K> {
    pub(crate) of_rows: Vec<usize>,
    pub(crate) of_keys: Vec<usize>,
    /// Keys of rows that equal no asked key. Their groups follow those of the asked keys.
    pub(crate) strangers: Vec<K>,
}

impl<K> Pairs<K> {
    /// Each row answers the key at a position that is known.
    pub(crate) fn by_position(keys: usize, of_rows: Vec<usize>) -> Self {
        Self { of_rows, of_keys: (0..keys).collect(), strangers: Vec::new() }
    }

    /// Each row answers the key that it holds.
    pub(crate) fn by_value(keys: &[K], rows: impl Iterator<Item = Option<K>>) -> Self
    where
        K: Eq + Hash,
    {
        let mut asked = HashMap::with_capacity(keys.len());
        let of_keys = keys.iter().enumerate().map(|(at, key)| *asked.entry(key).or_insert(at)).collect();
        let mut strangers = HashMap::new();
        let mut group_of = |key: K| {
            let next = keys.len() + strangers.len();
            asked.get(&key).copied().unwrap_or_else(|| *strangers.entry(key).or_insert(next))
        };
        let of_rows = rows.map(|key| key.map_or(NOBODY, &mut group_of)).collect();
        Self { of_rows, of_keys, strangers: in_order(strangers) }
    }

    /// Gathers the rows: one answer for each key, in the order of the keys.
    pub(crate) fn gather<M, S: Shape<M>>(self, rows: Vec<M>) -> (Arc<Vec<M>>, Vec<S::Answer>) {
        let groups = Groups::new(rows, self.of_rows, self.of_keys.len());
        let answers = self.of_keys.into_iter().map(|group| groups.answer::<S>(group)).collect();
        (groups.rows, answers)
    }
}

fn in_order<K>(positions: HashMap<K, usize>) -> Vec<K> {
    let mut keys: Vec<_> = positions.into_iter().collect();
    keys.sort_unstable_by_key(|&(_, position)| position);
    keys.into_iter().map(|(key, _)| key).collect()
}

/// Rows in the order of their groups, and where each group stands.
struct Groups<M> {
    rows: Arc<Vec<M>>,
    /// Where each group starts, and at last where the last one ends.
    starts: Vec<usize>,
}

impl<M> Groups<M> {
    /// Gathers `rows` by `groups`, the group of each row, of which `count` are kept.
    ///
    /// Rows of one group keep their order; rows of other groups are dropped. Nothing is copied: every row
    /// moves to its place by swaps.
    fn new(mut rows: Vec<M>, mut groups: Vec<usize>, count: usize) -> Self {
        let starts = starts(&groups, count);
        into_places(&mut groups, &starts);
        for at in 0..rows.len() {
            while groups[at] != at {
                let place = groups[at];
                rows.swap(at, place);
                groups.swap(at, place);
            }
        }
        rows.truncate(starts[count]);
        Self { rows: Arc::new(rows), starts }
    }

    fn answer<S: Shape<M>>(&self, group: usize) -> S::Answer {
        let Range { start, end } = self.starts[group]..self.starts[group + 1];
        S::gather(&self.rows, start, end)
    }
}

/// Where each group starts once rows are gathered, and at last where the last one ends.
fn starts(groups: &[usize], count: usize) -> Vec<usize> {
    let mut starts = vec![0; count + 1];
    for &group in groups.iter().filter(|&&group| group < count) {
        starts[group + 1] += 1;
    }
    for group in 0..count {
        starts[group + 1] += starts[group];
    }
    starts
}

/// Replaces the group of each row by the place it moves to: those that are not kept behind all others.
fn into_places(groups: &mut [usize], starts: &[usize]) {
    let mut next = starts.to_vec();
    let last = next.len() - 1;
    for group in groups {
        let next = &mut next[(*group).min(last)];
        *group = *next;
        *next += 1;
    }
}
