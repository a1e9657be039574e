//! Finds which rows answer which key, and gathers the rows of a batch by key, in place. Knows no database.

use std::hash::Hash;
use std::ops::Range;

use foldhash::{HashMap, HashMapExt};

use crate::answers::ranks::Ranks;

/// A collection of rows that can be reordered.
pub(crate) trait Places {
    /// Returns the number of rows.
    fn len(&self) -> usize;

    /// Swaps two rows.
    fn swap(&mut self, one: usize, other: usize);

    /// Drops all rows from position `len` on.
    fn truncate(&mut self, len: usize);
}

/// The group of a row that no key asked for.
pub(crate) const NO_GROUP: usize = usize::MAX;

/// The group of each row and of each key: the position of the first key that the rows answer.
#[derive(Debug)]
pub(crate) struct Pairs<K> {
    pub(crate) row_groups: Vec<usize>,
    pub(crate) key_groups: Vec<usize>,
    /// The keys of rows that equal none of the asked keys. Their groups follow those of the asked keys.
    pub(crate) unasked_keys: Vec<K>,
}

impl<K> Pairs<K> {
    /// Pairs rows and keys by position: the position of each row's key is known.
    pub(crate) fn by_position(keys: usize, row_groups: Vec<usize>) -> Self {
        Self { row_groups, key_groups: (0..keys).collect(), unasked_keys: Vec::new() }
    }

    /// Pairs rows and keys by value: each row answers the key that it holds.
    pub(crate) fn by_value(keys: &[K], rows: impl Iterator<Item = Option<K>>) -> Self
    where
        K: Eq + Hash,
    {
        let mut asked = HashMap::with_capacity(keys.len());
        let key_groups = keys.iter().enumerate().map(|(at, key)| *asked.entry(key).or_insert(at)).collect();
        let mut unasked_keys = HashMap::new();
        // In sorted rows, the rows of one key are adjacent, so most rows have the key of the row before.
        let mut last = None;
        let mut group_of = |key: K| {
            if let Some(group) = last.filter(|&group| keys.get(group) == Some(&key)) {
                return group;
            }
            let next = keys.len() + unasked_keys.len();
            let group = asked.get(&key).copied().unwrap_or_else(|| *unasked_keys.entry(key).or_insert(next));
            last = Some(group);
            group
        };
        let row_groups = rows.map(|key| key.map_or(NO_GROUP, &mut group_of)).collect();
        Self { row_groups, key_groups, unasked_keys: in_order(unasked_keys) }
    }

    /// Returns whether two rows answer the same key.
    pub(crate) fn has_repeats(&self) -> bool {
        let mut answered = vec![false; self.key_groups.len()];
        let asked = self.row_groups.iter().filter(|group| **group < self.key_groups.len());
        asked.into_iter().any(|group| std::mem::replace(&mut answered[*group], true))
    }

    /// Gathers the rows, and returns the place of each key's rows, in the order of the keys.
    pub(crate) fn gather<R: Places + ?Sized>(self, rows: &mut R, ranks: &Ranks) -> Vec<Range<usize>> {
        let starts = gather(rows, self.row_groups, self.key_groups.len(), ranks);
        self.key_groups.into_iter().map(|group| starts[group]..starts[group + 1]).collect()
    }
}

fn in_order<K>(positions: HashMap<K, usize>) -> Vec<K> {
    let mut keys: Vec<_> = positions.into_iter().collect();
    keys.sort_unstable_by_key(|&(_, position)| position);
    keys.into_iter().map(|(key, _)| key).collect()
}

/// Gathers `rows` by `groups`, the group of each row, and keeps the first `count` groups. Returns where each group
/// starts and, as the last element, where the last group ends.
///
/// The rows of a group are sorted by their ranks, and otherwise keep their order. Rows of other groups are dropped.
/// Nothing is copied: every row moves to its place by swaps.
fn gather<R: Places + ?Sized>(
    rows: &mut R,
    mut groups: Vec<usize>,
    count: usize,
    ranks: &Ranks,
) -> Vec<usize> {
    let starts = starts(&groups, count);
    into_places(&mut groups, &starts, ranks);
    for at in 0..groups.len() {
        while groups[at] != at {
            let place = groups[at];
            rows.swap(at, place);
            groups.swap(at, place);
        }
    }
    rows.truncate(starts[count]);
    starts
}

/// Returns where each group starts once the rows are gathered and, as the last element, where the last group ends.
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

/// Replaces the group of each row by the position that the row moves to. Rows that are not kept move behind all others.
fn into_places(groups: &mut [usize], starts: &[usize], ranks: &Ranks) {
    let sorted = ranks.sorted(groups, starts.len());
    let mut next = starts.to_vec();
    let last = next.len() - 1;
    let mut place = |group: &mut usize| {
        let next = &mut next[(*group).min(last)];
        *group = *next;
        *next += 1;
    };
    match sorted {
        None => groups.iter_mut().for_each(place),
        Some(rows) => rows.into_iter().for_each(|row| place(&mut groups[row])),
    }
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::{NO_GROUP, Pairs, Places};
    use crate::answers::ranks::Ranks;

    /// A row: its key, which may be null, and its position among all rows.
    type Row = (Option<u8>, usize);

    impl Places for Vec<Row> {
        fn len(&self) -> usize {
            self.len()
        }

        fn swap(&mut self, one: usize, other: usize) {
            <[Row]>::swap(self, one, other);
        }

        fn truncate(&mut self, len: usize) {
            self.truncate(len);
        }
    }

    fn gather(pairs: Pairs<u8>, rows: Vec<Row>) -> (Vec<Row>, Vec<Vec<Row>>) {
        gather_ranked(pairs, rows, &Ranks::new(0))
    }

    fn gather_ranked(pairs: Pairs<u8>, mut rows: Vec<Row>, ranks: &Ranks) -> (Vec<Row>, Vec<Vec<Row>>) {
        let places = pairs.gather(&mut rows, ranks);
        let answers = places.into_iter().map(|place| rows[place].to_vec()).collect();
        (rows, answers)
    }

    fn numbered(keys: Vec<Option<u8>>) -> Vec<Row> {
        keys.into_iter().enumerate().map(|(at, key)| (key, at)).collect()
    }

    proptest! {
        #[test]
        fn rows_gather_under_the_key_they_hold(
            keys in vec(0_u8..12, 1..20),
            rows in vec(proptest::option::weighted(0.9, 0_u8..16), 0..60),
        ) {
            let rows = numbered(rows);
            let pairs = Pairs::by_value(&keys, rows.iter().map(|row| row.0));
            let (kept, answers) = gather(pairs, rows.clone());
            for (key, answer) in keys.iter().zip(&answers) {
                let naive: Vec<_> = rows.iter().filter(|row| row.0 == Some(*key)).copied().collect();
                prop_assert_eq!(answer, &naive);
            }
            prop_assert!(kept.iter().all(|row| row.0.is_some_and(|key| keys.contains(&key))));
            prop_assert_eq!(kept.len(), rows.iter().filter(|row| row.0.is_some_and(|key| keys.contains(&key))).count());
        }

        #[test]
        fn rows_come_in_the_order_of_their_ranks(
            keys in vec(0_u8..12, 1..20),
            rows in vec((proptest::option::weighted(0.9, 0_u8..16), 0_i64..4), 0..60),
        ) {
            let mut ranks = Ranks::new(1);
            let numbers: Vec<_> = rows.iter().map(|row| row.1).collect();
            for number in &numbers {
                ranks.push(*number, false);
            }
            let rows = numbered(rows.into_iter().map(|row| row.0).collect());
            let pairs = Pairs::by_value(&keys, rows.iter().map(|row| row.0));
            let (_, answers) = gather_ranked(pairs, rows.clone(), &ranks);
            for (key, answer) in keys.iter().zip(&answers) {
                let mut naive: Vec<_> = rows.iter().filter(|row| row.0 == Some(*key)).copied().collect();
                naive.sort_by_key(|row| numbers[row.1]);
                prop_assert_eq!(answer, &naive);
            }
        }

        #[test]
        fn rows_gather_under_the_position_they_are_given(
            positions in vec(prop_oneof![9 => 0_usize..10, 1 => Just(NO_GROUP), 1 => Just(10_usize)], 0..60),
        ) {
            let rows = numbered(vec![None; positions.len()]);
            let (_, answers) = gather(Pairs::by_position(10, positions.clone()), rows.clone());
            for (position, answer) in answers.iter().enumerate() {
                let naive: Vec<_> = rows.iter().filter(|row| positions[row.1] == position).copied().collect();
                prop_assert_eq!(answer, &naive);
            }
        }
    }

    #[test]
    fn unasked_keys_follow_the_asked_ones() {
        let pairs = Pairs::by_value(&[5, 6, 5], [Some(9), Some(6), None, Some(8), Some(9)].into_iter());
        assert_eq!(pairs.key_groups, [0, 1, 0]);
        assert_eq!(pairs.row_groups, [3, 1, NO_GROUP, 4, 3]);
        assert_eq!(pairs.unasked_keys, [9, 8]);
    }
}
