//! A source without its type of answer, so that whatever schedules it is compiled once for each type of key.

use futures_util::future::{BoxFuture, FutureExt};

use super::answers::{Answers, Values};
use crate::Error;
use crate::source::Source;
use crate::stats::Meter;

/// Whom a batcher asks: every [`Source`] with keys of type `K`.
pub(super) trait Ask<K>: Send + Sync {
    /// Asks for all keys at once: one value for each key, in their order.
    fn ask<'a>(&'a self, keys: &'a [K], meter: &'a Meter) -> BoxFuture<'a, Result<Values, Error>>;

    /// Whether what is primed takes the place of an answer: there is none, or one that says there is nothing.
    fn replaces(&self, answers: &Answers, position: usize) -> bool;

    /// What a key weighs.
    fn bytes(&self, key: &K) -> usize;

    /// Answers that became known elsewhere since the last call.
    fn news(&self) -> Option<Known<K>>;

    /// A caller cleared something.
    fn cleared(&self);
}

/// Keys, and one answer for each.
pub(crate) struct Known<K> {
    pub(super) keys: Vec<K>,
    pub(super) values: Values,
}

impl<K> Known<K> {
    pub(crate) fn new<A: Send + Sync + 'static>(keys: Vec<K>, answers: Vec<A>) -> Self {
        Self { keys, values: Values::new(answers) }
    }
}

impl<S: Source + Send + Sync> Ask<S::Key> for S {
    fn ask<'a>(&'a self, keys: &'a [S::Key], meter: &'a Meter) -> BoxFuture<'a, Result<Values, Error>> {
        async move { self.fetch(keys, meter).await.map(Values::new) }.boxed()
    }

    fn replaces(&self, answers: &Answers, position: usize) -> bool {
        answers.peek(position).is_none_or(S::is_absent)
    }

    fn bytes(&self, key: &S::Key) -> usize {
        Source::bytes(self, key)
    }

    fn news(&self) -> Option<Known<S::Key>> {
        let (keys, answers) = Source::news(self);
        (!keys.is_empty()).then(|| Known::new(keys, answers))
    }

    fn cleared(&self) {
        Source::cleared(self);
    }
}
