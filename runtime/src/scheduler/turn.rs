//! Says when an undriven batch goes: after quiet rounds in the waiting task, while no answer is unread.
//!
//! The loaders of one request share a turn. It decides; it neither asks nor answers.

use std::time::Duration;

use crate::sync::Instant;
use crate::sync::atomic::{AtomicU64, Ordering};

/// Rounds without a new load after which a batch goes.
///
/// One round is not enough in lists of lists: a parent may poll one child twice before its neighbour's first turn, and
/// each list above doubles that. Four rounds were exact in every shape tried.
const QUIET_ROUNDS: u8 = 4;

/// Rounds after which a wait is a matter of time.
///
/// By then, every waiter of one task that is polled at all has been polled. Waiters in other tasks need time instead.
const MIN_ROUNDS: u32 = 64;

/// How long a leader waits for a reader. No batch waits that long unless a load is kept and not polled.
const MAX_WAIT_FOR_READERS: Duration = Duration::from_millis(50);

/// How long a batch waits while the request does not come to rest. No batch waits that long unless loads arrive without
/// end, as those of many requests may at a loader that they share.
pub(super) const MAX_WAIT_FOR_REQUEST: Duration = Duration::from_millis(200);

/// Rounds after which a wait ends whatever the time, because a paused clock does not move while a leader looks at it.
const MAX_ROUNDS: u32 = 1 << 16;

/// What the loaders of one request know of each other.
#[derive(Debug, Default)]
pub(crate) struct Turn {
    /// How many loads outside of drivers have found no answer, ever.
    arrivals: AtomicU64,
    /// Answers that were handed out and not read yet: the upper half is the epoch, the lower half is their number.
    unread: AtomicU64,
}

/// The span of time in which unread answers count. A forgotten waiter ends it: see [`Turn::ignore_unread`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Epoch(u64);

const COUNT_BITS: u32 = 32;
const COUNT: u64 = (1 << COUNT_BITS) - 1;

impl Turn {
    /// Counts a load that joined a batch and that no driver polls.
    pub(crate) fn note_arrival(&self) {
        self.arrivals.fetch_add(1, Ordering::Relaxed);
    }

    /// Counts waiters that are about to be answered, and returns the epoch.
    pub(crate) fn note_delivery(&self, waiters: usize) -> Epoch {
        let waiters = (waiters as u64).min(COUNT >> 1);
        let before = self.unread.fetch_add(waiters, Ordering::AcqRel);
        Epoch(before >> COUNT_BITS)
    }

    /// Notes that a waiter has read its answer, or will never read it. Without an epoch, the answer does not count.
    #[inline]
    pub(crate) fn note_read(&self, epoch: Option<Epoch>) {
        let Some(epoch) = epoch else { return };
        let _ = self.unread.fetch_update(Ordering::AcqRel, Ordering::Acquire, |unread| {
            (unread >> COUNT_BITS == epoch.0 && unread & COUNT > 0).then(|| unread - 1)
        });
    }

    /// Stops counting the unread answers, if they still are `unread`, because somebody keeps a waiter without polling
    /// it.
    fn ignore_unread(&self, unread: u64) {
        let next = ((unread >> COUNT_BITS) + 1) << COUNT_BITS;
        let _ = self.unread.compare_exchange(unread, next, Ordering::AcqRel, Ordering::Acquire);
    }

    pub(crate) fn arrivals(&self) -> u64 {
        self.arrivals.load(Ordering::Relaxed)
    }

    /// Returns what is unread, if something is.
    pub(crate) fn unread(&self) -> Option<u64> {
        Some(self.unread.load(Ordering::Acquire)).filter(|unread| unread & COUNT > 0)
    }
}

/// The rounds that the leader of a batch has waited.
#[derive(Debug, Default)]
pub(crate) struct Rounds {
    arrivals: u64,
    quiet: u8,
    reader_wait: Option<ReaderWait>,
}

/// How long no waiter has read.
#[derive(Debug)]
struct ReaderWait {
    unread: u64,
    wait_time: WaitTime,
}

/// How long something has been waited for: in rounds, and after many of them in time as well.
#[derive(Debug, Default)]
pub(super) struct WaitTime {
    rounds: u32,
    since: Option<Instant>,
}

impl WaitTime {
    /// Counts one more round. Returns whether the wait has reached the limit.
    pub(super) fn is_over_after_round(&mut self, limit: Duration) -> bool {
        self.rounds = self.rounds.saturating_add(1);
        let is_long =
            self.rounds >= MIN_ROUNDS && self.since.get_or_insert_with(Instant::now).elapsed() >= limit;
        is_long || self.rounds >= MAX_ROUNDS
    }
}

impl Rounds {
    /// Counts one more round. Returns whether the batch goes now. `is_over` says that it has waited long enough.
    pub(crate) fn goes_after_round(&mut self, turn: &Turn, is_over: bool) -> bool {
        let unread = turn.unread();
        let arrivals = turn.arrivals();
        if arrivals != self.arrivals || unread.is_some() {
            self.arrivals = arrivals;
            self.quiet = 0;
        } else {
            self.quiet += 1;
        }
        self.reader_wait = unread.and_then(|unread| self.wait_for_readers(unread, turn));
        // Loads that arrive without end must not hold back those that came first.
        self.quiet >= QUIET_ROUNDS || is_over
    }

    fn wait_for_readers(&mut self, unread: u64, turn: &Turn) -> Option<ReaderWait> {
        let known = self.reader_wait.take().filter(|reader_wait| reader_wait.unread == unread);
        let mut reader_wait = known.unwrap_or_else(|| ReaderWait { unread, wait_time: WaitTime::default() });
        if reader_wait.wait_time.is_over_after_round(MAX_WAIT_FOR_READERS) {
            turn.ignore_unread(unread);
            return None;
        }
        Some(reader_wait)
    }
}

#[cfg(test)]
mod tests {
    use super::{MAX_WAIT_FOR_REQUEST, MIN_ROUNDS, QUIET_ROUNDS, Rounds, Turn, WaitTime};

    fn rounds_until_sent(turn: &Turn) -> u8 {
        let mut rounds = Rounds::default();
        (1..=50).find(|_| rounds.goes_after_round(turn, false)).expect("the batch goes")
    }

    #[test]
    fn a_batch_goes_after_quiet_rounds() {
        let turn = Turn::default();
        turn.note_arrival();
        assert_eq!(rounds_until_sent(&turn), 1 + QUIET_ROUNDS);
    }

    #[test]
    fn an_arrival_starts_the_rounds_again() {
        let turn = Turn::default();
        turn.note_arrival();
        let mut rounds = Rounds::default();
        for _ in 0..QUIET_ROUNDS {
            assert!(!rounds.goes_after_round(&turn, false));
        }
        turn.note_arrival();
        for _ in 0..QUIET_ROUNDS {
            assert!(!rounds.goes_after_round(&turn, false));
        }
        assert!(rounds.goes_after_round(&turn, false));
    }

    #[test]
    fn no_batch_goes_while_answers_are_unread() {
        let turn = Turn::default();
        let epoch = turn.note_delivery(2);
        let mut rounds = Rounds::default();
        assert!((0..50).all(|_| !rounds.goes_after_round(&turn, false)));
        turn.note_read(Some(epoch));
        assert!((0..50).all(|_| !rounds.goes_after_round(&turn, false)));
        turn.note_read(Some(epoch));
        assert_eq!(rounds_until_sent(&turn), QUIET_ROUNDS);
    }

    #[test]
    fn ignored_answers_do_not_count_when_they_are_read_after_all() {
        let turn = Turn::default();
        let before = turn.note_delivery(1);
        turn.ignore_unread(turn.unread().unwrap());
        let after = turn.note_delivery(1);
        turn.note_read(Some(before));
        assert!(turn.unread().is_some());
        turn.note_read(Some(after));
        assert!(turn.unread().is_none());
    }

    #[test]
    fn answers_that_came_meanwhile_are_not_ignored() {
        let turn = Turn::default();
        turn.note_delivery(1);
        let seen = turn.unread().unwrap();
        turn.note_delivery(1);
        turn.ignore_unread(seen);
        assert!(turn.unread().is_some());
    }

    #[test]
    fn a_forgotten_reader_does_not_keep_a_batch_for_ever() {
        let turn = Turn::default();
        turn.note_delivery(1);
        let mut rounds = Rounds::default();
        assert!((0..MIN_ROUNDS).all(|_| !rounds.goes_after_round(&turn, false)));
        while !rounds.goes_after_round(&turn, false) {}
        assert!(turn.unread().is_none());
    }

    #[test]
    fn arrivals_without_end_do_not_keep_a_batch_for_ever() {
        let turn = Turn::default();
        let mut wait_time = WaitTime::default();
        // Nor do leaders that come and go.
        let mut passes = || {
            turn.note_arrival();
            Rounds::default().goes_after_round(&turn, wait_time.is_over_after_round(MAX_WAIT_FOR_REQUEST))
        };
        assert!((0..MIN_ROUNDS).all(|_| !passes()));
        while !passes() {}
    }
}
