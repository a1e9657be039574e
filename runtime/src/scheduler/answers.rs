//! The answers of a batch, which its waiters and the cache share. Knows no type of answer.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use super::interest::Interest;
use super::trace::Trace;
use super::turn::Epoch;
use crate::Error;
use crate::stats::Meter;
use crate::sync::{Mutex, OnceLock};

/// Answers without their type, which only the code that makes them and the code that reads them know. So the code in
/// between is compiled once, and not for every source.
pub(crate) struct Values(Box<dyn Any + Send + Sync>);

impl Values {
    pub(crate) fn new<A: Send + Sync + 'static>(values: Vec<A>) -> Self {
        Self(Box::new(values))
    }

    fn get<A: 'static>(&self, at: usize) -> Option<&A> {
        self.0.downcast_ref::<Vec<A>>()?.get(at)
    }
}

/// The answers of one batch: empty until it lands, then never changed.
///
/// A cached key is a [`Place`] in here, so answering a batch of any size takes one write.
pub(crate) struct Answers {
    outcome: OnceLock<Outcome>,
    /// The positions whose keys were primed before the batch was sent, in order.
    primed: OnceLock<Vec<(usize, Place)>>,
    pub(crate) interest: Interest,
    /// The answers of other batches that the batch function waits for: see `nesting`.
    pub(super) waits_for: Mutex<Vec<Arc<Self>>>,
    pub(super) trace: Trace,
    pub(super) meter: Meter,
}

/// How a batch ended.
pub(crate) struct Outcome {
    pub(crate) result: Result<Answered, Error>,
    /// The epoch in which the waiters were answered, if they count as readers until they have read: see `turn`.
    pub(crate) unread: Option<Epoch>,
}

/// What a batch found.
pub(crate) struct Answered {
    values: Values,
    /// The positions that were asked for, in order, if some were left out. The values belong to them.
    positions: Option<Vec<usize>>,
}

/// A position in the answers of a batch: where the answer for a key is, or will be.
pub(crate) struct Place {
    pub(crate) answers: Arc<Answers>,
    pub(crate) position: usize,
}

impl Answered {
    pub(crate) fn new(values: Values, positions: Option<Vec<usize>>) -> Self {
        Self { values, positions }
    }

    /// Creates the answers of a batch that asked nothing, because all its keys were primed before.
    pub(super) fn nothing() -> Self {
        Self::new(Values::new::<()>(Vec::new()), Some(Vec::new()))
    }

    #[inline]
    fn get<A: 'static>(&self, position: usize) -> Option<&A> {
        let at = self.index(position)?;
        self.values.get(at)
    }

    #[inline]
    fn index(&self, position: usize) -> Option<usize> {
        match &self.positions {
            Some(positions) => positions.binary_search(&position).ok(),
            None => Some(position),
        }
    }
}

impl Answers {
    /// Creates the answers of a batch that is still to be sent.
    pub(crate) fn open(loader: &'static str) -> Arc<Self> {
        Arc::new(Self {
            outcome: OnceLock::new(),
            primed: OnceLock::new(),
            interest: Interest::default(),
            waits_for: Mutex::default(),
            trace: Trace::default(),
            meter: Meter::new(loader),
        })
    }

    /// Creates answers that were known without asking.
    pub(crate) fn known(loader: &'static str, values: Values) -> Arc<Self> {
        let known = Self::open(loader);
        known.end(Outcome { result: Ok(Answered::new(values, None)), unread: None });
        known
    }

    /// Answers keys that were primed while they waited to be sent. `primed` is in the order of positions.
    pub(crate) fn set_primed(&self, primed: Vec<(usize, Place)>) {
        if !primed.is_empty() {
            let _ = self.primed.set(primed);
        }
    }

    /// Ends the batch. Its first outcome stays.
    pub(crate) fn end(&self, outcome: Outcome) {
        let _ = self.outcome.set(outcome);
    }

    /// Returns the answer at a position by reference, if there is one.
    #[inline]
    pub(crate) fn peek<A: 'static>(&self, position: usize) -> Option<&A> {
        self.outcome()?.result.as_ref().ok()?.get(position)
    }

    #[inline]
    pub(crate) fn outcome(&self) -> Option<&Outcome> {
        self.outcome.get()
    }
}

impl Place {
    pub(crate) fn new(answers: &Arc<Answers>, position: usize) -> Self {
        Self { answers: Arc::clone(answers), position }
    }

    /// Reads the answer, once the batch has ended. The caller holds no lock, because `Clone` is the user's code.
    ///
    /// # Errors
    ///
    /// Returns the error of the batch, or [`Error::Panicked`] if `Clone` panicked.
    #[inline]
    pub(crate) fn read<A: Clone + 'static>(&self, loader: &'static str) -> Result<A, Box<Error>> {
        match self.find() {
            Some(answer) => catch_unwind(AssertUnwindSafe(|| A::clone(answer)))
                .map_err(|panic| Box::new(Error::panicked(loader, panic.as_ref()))),
            None => Err(Box::new(self.failure(loader))),
        }
    }

    /// Returns the answer: what the batch found, or what the key was primed with.
    #[inline]
    fn find<A: 'static>(&self) -> Option<&A> {
        match self.primed() {
            Some(primed) => primed.find(),
            None => self.answers.peek(self.position),
        }
    }

    /// Returns why there is no answer.
    #[cold]
    fn failure(&self, loader: &'static str) -> Error {
        match self.answers.outcome() {
            Some(Outcome { result: Err(error), .. }) => error.clone(),
            _ => Error::Lost { loader },
        }
    }

    #[inline]
    fn primed(&self) -> Option<&Self> {
        let primed = self.answers.primed.get()?;
        let at = primed.binary_search_by_key(&self.position, |(position, _)| *position).ok()?;
        primed.get(at).map(|(_, place)| place)
    }
}
