//! When an undriven batch goes: after quiet rounds in the waiting task, while no answer is unread.
//!
//! Shared by the loaders of one request. It decides; it neither asks nor answers.

use std::sync::atomic::{AtomicU64, Ordering};

/// Rounds without a new load after which a batch goes.
///
/// One is not enough in lists of lists: a parent may poll one child twice before its neighbour's first
/// turn, and each list above doubles that. Four were exact in every shape tried.
const QUIET_ROUNDS: u8 = 4;

/// What the loaders of one request know of each other.
#[derive(Debug, Default)]
pub(crate) struct Turn {
    /// Loads that found no answer, ever.
    arrivals: AtomicU64,
    /// Answers that were handed out and not read yet: the epoch in the upper half, their number in the lower.
    unread: AtomicU64,
    /// Answers that were read, ever.
    reads: AtomicU64,
}

/// The span of time in which unread answers count. A forgotten waiter ends it: see [`Turn::forgive`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Epoch(u64);

const COUNT_BITS: u32 = 32;
const COUNT: u64 = (1 << COUNT_BITS) - 1;

impl Turn {
    /// A load joined a batch.
    pub(crate) fn arrive(&self) {
        self.arrivals.fetch_add(1, Ordering::Relaxed);
    }

    /// So many waiters are about to be answered.
    pub(crate) fn deliver(&self, waiters: usize) -> Epoch {
        let waiters = (waiters as u64).min(COUNT >> 1);
        let before = self.unread.fetch_add(waiters, Ordering::AcqRel);
        Epoch(before >> COUNT_BITS)
    }

    /// A waiter has read its answer, or will never read it. Without an epoch it does not count.
    pub(crate) fn read(&self, epoch: Option<Epoch>) {
        let Some(epoch) = epoch else { return };
        self.reads.fetch_add(1, Ordering::Relaxed);
        let _ = self.unread.fetch_update(Ordering::AcqRel, Ordering::Acquire, |unread| {
            (unread >> COUNT_BITS == epoch.0 && unread & COUNT > 0).then(|| unread - 1)
        });
    }

    /// Stops counting the answers that are unread now: somebody keeps a waiter without polling it.
    pub(crate) fn forgive(&self) {
        let _ = self.unread.fetch_update(Ordering::AcqRel, Ordering::Acquire, |unread| {
            (unread & COUNT > 0).then(|| ((unread >> COUNT_BITS) + 1) << COUNT_BITS)
        });
    }

    pub(crate) fn arrivals(&self) -> u64 {
        self.arrivals.load(Ordering::Relaxed)
    }

    pub(crate) fn reads(&self) -> u64 {
        self.reads.load(Ordering::Relaxed)
    }

    fn answers_are_unread(&self) -> bool {
        self.unread.load(Ordering::Acquire) & COUNT > 0
    }
}

/// The rounds that the leader of a batch has waited.
#[derive(Debug, Default)]
pub(crate) struct Rounds {
    arrivals: u64,
    quiet: u8,
}

impl Rounds {
    /// One more round has passed; whether the batch goes now.
    pub(crate) fn pass(&mut self, turn: &Turn) -> bool {
        let arrivals = turn.arrivals();
        if arrivals != self.arrivals || turn.answers_are_unread() {
            self.arrivals = arrivals;
            self.quiet = 0;
        } else {
            self.quiet += 1;
        }
        self.quiet >= QUIET_ROUNDS
    }
}

#[cfg(test)]
mod tests {
    use super::{QUIET_ROUNDS, Rounds, Turn};

    fn rounds_until_sent(turn: &Turn) -> u8 {
        let mut rounds = Rounds::default();
        (1..=50).find(|_| rounds.pass(turn)).expect("the batch goes")
    }

    #[test]
    fn a_batch_goes_after_quiet_rounds() {
        let turn = Turn::default();
        turn.arrive();
        assert_eq!(rounds_until_sent(&turn), 1 + QUIET_ROUNDS);
    }

    #[test]
    fn an_arrival_starts_the_rounds_again() {
        let turn = Turn::default();
        turn.arrive();
        let mut rounds = Rounds::default();
        for _ in 0..QUIET_ROUNDS {
            assert!(!rounds.pass(&turn));
        }
        turn.arrive();
        for _ in 0..QUIET_ROUNDS {
            assert!(!rounds.pass(&turn));
        }
        assert!(rounds.pass(&turn));
    }

    #[test]
    fn no_batch_goes_while_answers_are_unread() {
        let turn = Turn::default();
        let epoch = turn.deliver(2);
        let mut rounds = Rounds::default();
        assert!((0..100).all(|_| !rounds.pass(&turn)));
        turn.read(Some(epoch));
        assert!((0..100).all(|_| !rounds.pass(&turn)));
        turn.read(Some(epoch));
        assert_eq!(rounds_until_sent(&turn), QUIET_ROUNDS);
    }

    #[test]
    fn forgiven_answers_do_not_count_when_they_are_read_after_all() {
        let turn = Turn::default();
        let before = turn.deliver(1);
        turn.forgive();
        let after = turn.deliver(1);
        turn.read(Some(before));
        assert!(turn.answers_are_unread());
        turn.read(Some(after));
        assert!(!turn.answers_are_unread());
    }
}
