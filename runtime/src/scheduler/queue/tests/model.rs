//! What a queue ought to do, written down without any of its cleverness.

use std::collections::BTreeMap;

mod transitions;

/// What can happen to a queue. Waiters and batches are counted from the first, and never again.
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
    /// A batch ends, well or not.
    Land {
        batch: usize,
        ok: bool,
    },
    /// Answers become known without asking: a user's, or the news of other loaders.
    Prime(Vec<u8>),
    Clear(u8),
    ClearAll,
    /// The driver goes.
    Release,
    /// The leader is taken for forgotten.
    Rouse,
}

/// What a transition has to lead to, as far as it can be seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    Done,
    Answered(Result<Answer, ()>),
    /// The load waits; whether its key is asked for anew, and whether a driver has to be told.
    Waits {
        anew: bool,
        tells_driver: bool,
    },
    /// A waiter goes without an answer; whether a flight is aborted.
    Gone {
        aborts: bool,
    },
    /// The keys of every batch.
    Sent(Vec<Vec<u8>>),
    /// How many waited, if the batch was not given up.
    Landed(Option<usize>),
}

/// A key and where its value came from. The source does not have the keys that 5 divides.
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
    /// It has landed, or nobody waited for it any more.
    over: bool,
}

#[derive(Clone, Debug)]
struct Waiter {
    ask: usize,
    gone: bool,
}

#[derive(Clone, Debug)]
pub(super) struct Model {
    /// Keys of a batch.
    pub(super) limit: usize,
    /// Bytes of a batch, where every key weighs what it is.
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

    /// Those that wait, and whether they wait for the opening, or for an answer that is there.
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

    /// Batches under way.
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
