//! What a queue ought to do, written down in the plainest way.

use std::collections::BTreeMap;

mod transitions;

/// What can happen to a queue. Waiters and batches are numbered from the first, and no number is used again.
#[derive(Clone, Debug)]
pub(super) enum Transition {
    /// A load of a key arrives, from within a driver or not.
    Join {
        key: u8,
        driven: bool,
    },
    /// A waiter is polled.
    Attend(usize),
    /// A waiter is dropped.
    Leave(usize),
    Send,
    /// A batch ends, with or without an error.
    Land {
        batch: usize,
        ok: bool,
    },
    /// Answers become known without asking: a user primed them, or another loader found them.
    Prime(Vec<u8>),
    Clear(u8),
    ClearAll,
    /// The driver goes.
    Release,
    /// The leader seems forgotten.
    WakeSuccessors,
}

/// What a transition has to lead to, as far as it is visible.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    Done,
    Answered(Result<Answer, ()>),
    /// The load waits. Says whether its key is asked for anew, and whether a driver has to be told.
    Waits {
        anew: bool,
        tells_driver: bool,
    },
    /// A waiter goes without an answer. Says whether a flight is aborted.
    Gone {
        aborts: bool,
    },
    /// The keys of every batch.
    Sent(Vec<Vec<u8>>),
    /// How many loads waited, if the batch was not given up.
    Landed(Option<usize>),
}

/// A key and where its value came from. The source does not have the multiples of 5.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Answer {
    Absent,
    Fetched { key: u8, batch: usize },
    Primed { key: u8, serial: usize },
}

impl Answer {
    pub(super) fn fetched(key: u8, batch: usize) -> Self {
        if key.is_multiple_of(5) { Self::Absent } else { Self::Fetched { key, batch } }
    }
}

/// A key that was asked for once.
#[derive(Clone, Debug)]
struct Ask {
    key: u8,
    batch: usize,
    waiting: usize,
    primed: Option<Answer>,
    outcome: Option<Result<Answer, ()>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Known {
    Asked(usize),
    Answer(Answer),
}

#[derive(Clone, Debug, Default)]
struct Batch {
    asks: Vec<usize>,
    sent: bool,
    landed: bool,
    /// Whether it has landed, or was given up because nobody waited for it any more.
    over: bool,
}

#[derive(Clone, Debug)]
struct Waiter {
    ask: usize,
    gone: bool,
}

#[derive(Clone, Debug)]
pub(super) struct Model {
    /// The most keys of a batch.
    pub(super) limit: usize,
    /// The most bytes of a batch. A key has as many bytes as its value.
    pub(super) bytes: usize,
    pub(super) cache: bool,
    drivers: bool,
    serial: usize,
    known: BTreeMap<u8, Known>,
    asks: Vec<Ask>,
    batches: Vec<Batch>,
    opening: Vec<usize>,
    /// Whether a driver was told of the opening.
    driven: bool,
    waiters: Vec<Waiter>,
    /// What the last transition has to have led to.
    pub(super) outcome: Outcome,
}

impl Model {
    pub(super) fn new(limit: usize) -> Self {
        Self {
            limit,
            bytes: usize::MAX,
            cache: true,
            drivers: true,
            serial: 0,
            known: BTreeMap::new(),
            asks: Vec::new(),
            batches: Vec::new(),
            opening: Vec::new(),
            driven: false,
            waiters: Vec::new(),
            outcome: Outcome::Done,
        }
    }

    pub(super) fn known(&self) -> usize {
        self.known.len()
    }

    pub(super) fn alive(&self) -> usize {
        self.batches.iter().filter(|batch| !batch.over).count()
    }

    pub(super) fn is_open(&self) -> bool {
        !self.opening.is_empty()
    }

    pub(super) fn is_driven(&self) -> bool {
        self.driven
    }

    /// Returns the waiters, and what each waits for: the opening, a landing, or nothing if its answer is there.
    pub(super) fn waiting(&self) -> impl Iterator<Item = (usize, Waits)> {
        self.waiters.iter().enumerate().filter(|(_, waiter)| !waiter.gone).map(|(at, waiter)| {
            let ask = &self.asks[waiter.ask];
            let waits = if ask.outcome.is_some() {
                Waits::Nothing
            } else if self.opening.contains(&ask.batch) {
                Waits::Opening
            } else {
                Waits::Landing
            };
            (at, waits)
        })
    }

    /// Returns the batches under way.
    pub(super) fn flying(&self) -> Vec<usize> {
        let flies = |batch: &Batch| batch.sent && !batch.landed;
        (0..self.batches.len()).filter(|at| flies(&self.batches[*at])).collect()
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Waits {
    Opening,
    Landing,
    Nothing,
}
