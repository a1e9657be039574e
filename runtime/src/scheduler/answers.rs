//! What a batch was answered with, shared by its waiters and by the cache.

use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use super::nesting::Node;
use super::trace::Trace;
use super::turn::Epoch;
use crate::Error;
use crate::sync::OnceLock;
use crate::sync::atomic::{AtomicBool, Ordering};

/// The answers of one batch: empty until it lands, then never changed.
///
/// A cached key is a [`Place`] in here, so answering a batch of any size writes once.
pub(crate) struct Answers<A> {
    outcome: OnceLock<Outcome<A>>,
    /// Positions whose key was primed before it was sent, in order.
    primed: OnceLock<Vec<(usize, Place<A>)>>,
    sent: AtomicBool,
    node: Arc<Node>,
    trace: Trace,
}

/// How a batch ended.
pub(crate) struct Outcome<A> {
    /// One answer for each position, or the error that all positions share.
    pub(crate) result: Result<Vec<A>, Error>,
    /// When the waiters were answered, if they count as readers until they have read: see `turn`.
    pub(crate) unread: Option<Epoch>,
}

/// A position in the answers of a batch: where the answer for a key is, or will be.
pub(crate) struct Place<A> {
    pub(crate) answers: Arc<Answers<A>>,
    pub(crate) position: usize,
}

impl<A> Answers<A> {
    /// The answers of a batch that is still to be sent.
    pub(crate) fn open() -> Arc<Self> {
        Arc::new(Self {
            outcome: OnceLock::new(),
            primed: OnceLock::new(),
            sent: AtomicBool::new(false),
            node: Arc::default(),
            trace: Trace::default(),
        })
    }

    /// Answers that were known without asking.
    pub(crate) fn known(answers: Vec<A>) -> Arc<Self> {
        let known = Self::open();
        known.end(Outcome { result: Ok(answers), unread: None });
        known
    }

    /// The keys leave the queue; some of them were primed while they waited there.
    pub(crate) fn send(&self, primed: Vec<(usize, Place<A>)>) {
        self.sent.store(true, Ordering::Relaxed);
        if !primed.is_empty() {
            let _ = self.primed.set(primed);
        }
    }

    /// Whether the keys have left the queue, so that only asking again can answer them anew.
    pub(crate) fn is_sent(&self) -> bool {
        self.sent.load(Ordering::Relaxed)
    }

    /// Ends the batch. Its first outcome stays.
    pub(crate) fn end(&self, outcome: Outcome<A>) {
        self.sent.store(true, Ordering::Relaxed);
        self.node.end();
        let _ = self.outcome.set(outcome);
    }

    pub(crate) fn outcome(&self) -> Option<&Outcome<A>> {
        self.outcome.get()
    }

    /// Where the batch stands among batches that wait for each other.
    pub(crate) fn node(&self) -> &Arc<Node> {
        &self.node
    }

    /// The requests that wait for the batch, for those who trace.
    pub(crate) fn trace(&self) -> &Trace {
        &self.trace
    }
}

impl<A> Place<A> {
    pub(crate) fn new(answers: &Arc<Answers<A>>, position: usize) -> Self {
        Self { answers: Arc::clone(answers), position }
    }

    pub(crate) fn is(&self, other: &Self) -> bool {
        self.position == other.position && Arc::ptr_eq(&self.answers, &other.answers)
    }

    /// The answer by reference, if the batch has one.
    pub(crate) fn peek(&self) -> Option<&A> {
        match &self.answers.outcome()?.result {
            Ok(answers) => answers.get(self.position),
            Err(_) => None,
        }
    }
}

impl<A: Clone> Place<A> {
    /// Reads the answer, once the batch has ended. The caller holds no lock: `Clone` is the user's code.
    pub(crate) fn read(&self, loader: &'static str) -> Option<Result<A, Error>> {
        let outcome = self.answers.outcome()?;
        if let Some(primed) = self.primed() {
            return primed.read(loader);
        }
        Some(outcome.result.as_ref().map_err(Error::clone).and_then(|answers| {
            catch_unwind(AssertUnwindSafe(|| answers[self.position].clone()))
                .map_err(|panic| Error::panicked(loader, panic.as_ref()))
        }))
    }

    fn primed(&self) -> Option<&Self> {
        let primed = self.answers.primed.get()?;
        let at = primed.binary_search_by_key(&self.position, |(position, _)| *position).ok()?;
        primed.get(at).map(|(_, place)| place)
    }
}

impl<A> Clone for Place<A> {
    fn clone(&self) -> Self {
        Self::new(&self.answers, self.position)
    }
}

impl<A> fmt::Debug for Place<A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = match self.answers.outcome() {
            Some(Outcome { result: Ok(_), .. }) => "answered",
            Some(Outcome { result: Err(_), .. }) => "failed",
            None if self.answers.is_sent() => "in flight",
            None => "queued",
        };
        f.debug_struct("Place").field("position", &self.position).field("state", &state).finish()
    }
}
