//! The waiters of a batch that the queue has looked at, from the last to the first, and found without a waker.

/// A range of numbers, in as little room as possible. The queue looks again at numbers that do not fit.
#[derive(Clone, Copy, Default)]
pub(super) struct SleepingWaiters {
    start: u32,
    end: u32,
}

fn capped(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

impl SleepingWaiters {
    pub(super) fn between(start: usize, end: usize) -> Self {
        Self { start: capped(start), end: capped(end) }
    }

    /// Returns the numbers below `of` that are not in the range, the last first.
    pub(super) fn awake_below(self, of: usize) -> impl Iterator<Item = usize> {
        let Self { start, end } = self;
        (end as usize..of).rev().chain((0..start as usize).rev())
    }

    /// Notes that a waiter has a waker again. The queue may look again at those before it as well.
    pub(super) fn wake(&mut self, at: usize) {
        if (self.start..self.end).contains(&capped(at)) {
            self.start = capped(at + 1);
        }
    }

    /// Notes that there are only so many waiters left.
    pub(super) fn truncate(&mut self, of: usize) {
        self.end = self.end.min(capped(of));
        self.start = self.start.min(self.end);
    }
}

#[cfg(test)]
mod tests {
    use super::SleepingWaiters;

    fn others(sleeping: SleepingWaiters, of: usize) -> Vec<usize> {
        sleeping.awake_below(of).collect()
    }

    #[test]
    fn what_is_not_asleep_is_looked_at_the_last_first() {
        assert_eq!(others(SleepingWaiters::default(), 3), [2, 1, 0]);
        assert_eq!(others(SleepingWaiters::between(1, 3), 5), [4, 3, 0]);
        assert_eq!(others(SleepingWaiters::between(0, 3), 3), [0_usize; 0]);
    }

    #[test]
    fn one_that_wakes_is_looked_at_again() {
        let mut sleeping = SleepingWaiters::between(1, 4);
        sleeping.wake(4);
        sleeping.wake(0);
        assert_eq!(others(sleeping, 5), [4, 0]);
        sleeping.wake(2);
        assert_eq!(others(sleeping, 5), [4, 2, 1, 0]);
    }

    #[test]
    fn others_may_come_where_some_have_gone() {
        let mut sleeping = SleepingWaiters::between(1, 4);
        sleeping.truncate(2);
        assert_eq!(others(sleeping, 4), [3, 2, 0]);
        sleeping.truncate(0);
        assert_eq!(others(sleeping, 2), [1, 0]);
    }
}
