//! The order of rows that arrive unsorted: each row has several numbers, which are compared one after the other.

/// The numbers by which the rows of a batch are sorted under each key: `width` numbers for each row. If `width` is 0,
/// the rows keep the order in which they arrived.
#[derive(Debug)]
pub(crate) struct Ranks {
    width: usize,
    numbers: Vec<i64>,
}

impl Ranks {
    pub(crate) fn new(width: usize) -> Self {
        Self { width, numbers: Vec::new() }
    }

    /// Appends the next number of a row. Larger numbers sort last, or first if `descending`.
    pub(crate) fn push(&mut self, number: i64, descending: bool) {
        self.numbers.push(if descending { !number } else { number });
    }

    /// Removes the numbers of all rows.
    pub(crate) fn clear(&mut self) {
        self.numbers.clear();
    }

    /// Returns the positions of the rows in sorted order, given the group of each row, or `None` if the rows of each
    /// group arrived in order. Groups from `count` on belong to no key of the batch.
    pub(crate) fn sorted(&self, groups: &[usize], count: usize) -> Option<Vec<usize>> {
        if self.are_sorted(groups, count) {
            return None;
        }
        let mut rows: Vec<_> = (0..groups.len()).collect();
        rows.sort_by_key(|&row| (groups[row], self.of(row)));
        Some(rows)
    }

    fn are_sorted(&self, groups: &[usize], count: usize) -> bool {
        let mut last = vec![None; if self.width > 0 { count } else { 0 }];
        groups.iter().enumerate().all(|(row, &group)| {
            let before = last.get_mut(group).and_then(|last| last.replace(row));
            before.is_none_or(|before| self.of(before) <= self.of(row))
        })
    }

    fn of(&self, row: usize) -> &[i64] {
        &self.numbers[row * self.width..(row + 1) * self.width]
    }
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::Ranks;

    fn ranks(numbers: &[(i64, i64)]) -> Ranks {
        let mut ranks = Ranks::new(2);
        for &(one, other) in numbers {
            ranks.push(one, false);
            ranks.push(other, true);
        }
        ranks
    }

    proptest! {
        #[test]
        fn rows_are_sorted_within_each_group_and_else_stay(
            rows in vec((0_usize..4, 0_i64..3, prop_oneof![Just(i64::MIN), Just(-1), Just(0), Just(i64::MAX)]), 0..40),
        ) {
            let groups: Vec<_> = rows.iter().map(|row| row.0).collect();
            let numbers: Vec<_> = rows.iter().map(|row| (row.1, row.2)).collect();
            let sorted = ranks(&numbers).sorted(&groups, 3);
            let unsorted = || (0..rows.len()).collect::<Vec<_>>();
            for group in 0..3 {
                let of_group = |rows: Vec<usize>| -> Vec<_> {
                    rows.into_iter().filter(|row| groups[*row] == group).collect()
                };
                let mut naive = of_group(unsorted());
                naive.sort_by(|&a, &b| numbers[a].0.cmp(&numbers[b].0).then(numbers[b].1.cmp(&numbers[a].1)));
                prop_assert_eq!(of_group(sorted.clone().unwrap_or_else(unsorted)), naive);
            }
        }
    }

    #[test]
    fn nothing_is_sorted_where_every_group_comes_in_order() {
        assert_eq!(ranks(&[(1, 9), (5, 0), (1, 8), (6, 0), (0, 0)]).sorted(&[0, 1, 0, 1, 2], 2), None);
        assert_eq!(Ranks::new(0).sorted(&[1, 0, 1], 2), None);
        assert_eq!(ranks(&[(1, 8), (1, 9)]).sorted(&[0, 0], 1), Some(vec![1, 0]));
    }
}
