//! Which rows answer which key: gathers the rows of a batch by key, in place. Knows no database.

use std::ops::Range;
use std::sync::Arc;

use crate::shape::Shape;

/// The group of a row that no key asked for.
pub(crate) const NOBODY: usize = usize::MAX;

/// Rows in the order of their groups, and where each group stands.
#[derive(Debug)]
pub(crate) struct Groups<M> {
    rows: Arc<Vec<M>>,
    /// Where each group starts, and at last where the last one ends.
    starts: Vec<usize>,
}

impl<M> Groups<M> {
    /// Gathers `rows` by `groups`, the group of each row, of which there are `count`.
    ///
    /// Rows of one group keep their order; rows of [`NOBODY`] are dropped. Nothing is copied: every row
    /// moves to its place by swaps.
    pub(crate) fn new(mut rows: Vec<M>, mut groups: Vec<usize>, count: usize) -> Self {
        let starts = starts(&groups, count);
        let kept = starts[count];
        into_places(&mut groups, &starts);
        for at in 0..rows.len() {
            while groups[at] != at {
                let place = groups[at];
                rows.swap(at, place);
                groups.swap(at, place);
            }
        }
        rows.truncate(kept);
        Self { rows: Arc::new(rows), starts }
    }

    /// All rows.
    pub(crate) fn into_rows(self) -> Arc<Vec<M>> {
        self.rows
    }

    /// The rows of a group as an answer.
    pub(crate) fn answer<S: Shape<M>>(&self, group: usize) -> S::Answer {
        let Range { start, end } = self.starts[group]..self.starts[group + 1];
        S::gather(&self.rows, start, end)
    }
}

/// Where each group starts once rows are gathered, and at last where the last one ends.
fn starts(groups: &[usize], count: usize) -> Vec<usize> {
    let mut starts = vec![0; count + 1];
    for &group in groups.iter().filter(|&&group| group != NOBODY) {
        starts[group + 1] += 1;
    }
    for group in 0..count {
        starts[group + 1] += starts[group];
    }
    starts
}

/// Replaces the group of each row by the place it moves to: those of nobody behind all others.
fn into_places(groups: &mut [usize], starts: &[usize]) {
    let mut next = starts.to_vec();
    let last = next.len() - 1;
    for group in groups {
        // `NOBODY` is beyond every group.
        let next = &mut next[(*group).min(last)];
        *group = *next;
        *next += 1;
    }
}
