//! A source without its type of answer, so that the scheduler is compiled once for each type of key.

use std::sync::Arc;

use super::answers::{Answered, Answers, Values};
use super::flight::Asked;
use crate::answers::answer::Answer;
use crate::sources::source::Source;

/// The source that a batcher asks: any [`Source`] with keys of type `K`.
pub(super) trait Ask<K>: Send + Sync {
    /// Asks for all keys of a batch at once, or for those at some positions. The user's code runs when the future is
    /// polled, not before.
    fn ask(self: Arc<Self>, batch: Arc<Answers>, keys: Arc<[K]>, positions: Option<Vec<usize>>) -> Asked;

    /// Returns whether a primed answer replaces an answer: there is none, or it says that there is nothing.
    fn replaces(&self, answers: &Answers, position: usize) -> bool;

    /// Returns the answers that became known elsewhere since the last call.
    fn news(&self) -> Option<Known<K>>;

    /// Notes that a caller cleared something.
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

fn wanted<K: Clone>(keys: &[K], positions: &[usize]) -> Arc<[K]> {
    positions.iter().map(|at| keys[*at].clone()).collect()
}

impl<S: Source> Ask<S::Key> for S {
    fn ask(
        self: Arc<Self>,
        batch: Arc<Answers>,
        keys: Arc<[S::Key]>,
        positions: Option<Vec<usize>>,
    ) -> Asked {
        Box::pin(async move {
            let keys = match &positions {
                Some(positions) => wanted(&keys, positions),
                None => keys,
            };
            let found = self.fetch(&keys, &batch.meter).await?;
            Ok(Answered::new(Values::new(found), positions))
        })
    }

    fn replaces(&self, answers: &Answers, position: usize) -> bool {
        answers.peek(position).is_none_or(S::Answer::is_absent)
    }

    fn news(&self) -> Option<Known<S::Key>> {
        let (keys, answers) = Source::news(self);
        (!keys.is_empty()).then(|| Known::new(keys, answers))
    }

    fn cleared(&self) {
        Source::cleared(self);
    }
}
