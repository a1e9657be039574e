//! A source without its type of answer, so that the scheduler is compiled once for each type of key.

use std::sync::Arc;

use super::answers::{Answered, Answers, Values};
use super::flight::SourceFuture;
use crate::answers::answer::Answer;
use crate::sources::source::Source;

/// The source that a batcher asks: any [`Source`] with keys of type `K`.
pub(super) trait ErasedSource<K>: Send + Sync {
    /// Asks for all keys of a batch at once, or for those at some positions. The user's code runs when the future is
    /// polled, not before.
    fn ask(
        self: Arc<Self>,
        batch: Arc<Answers>,
        keys: Arc<[K]>,
        positions: Option<Vec<usize>>,
    ) -> SourceFuture;

    /// Returns whether a primed answer replaces the answer at a position: there is none, or it says that there is
    /// nothing.
    fn is_replaceable(&self, answers: &Answers, position: usize) -> bool;

    /// Returns the answers that became known elsewhere since the last call.
    fn take_new_answers(&self) -> Option<KnownAnswers<K>>;

    /// Notes that a caller cleared something.
    fn note_clear(&self);
}

/// Keys, and one answer for each.
pub(crate) struct KnownAnswers<K> {
    pub(super) keys: Vec<K>,
    pub(super) values: Values,
}

impl<K> KnownAnswers<K> {
    pub(crate) fn new<A: Send + Sync + 'static>(keys: Vec<K>, answers: Vec<A>) -> Self {
        Self { keys, values: Values::new(answers) }
    }
}

fn keys_at<K: Clone>(keys: &[K], positions: &[usize]) -> Arc<[K]> {
    positions.iter().map(|at| keys[*at].clone()).collect()
}

impl<S: Source> ErasedSource<S::Key> for S {
    fn ask(
        self: Arc<Self>,
        batch: Arc<Answers>,
        keys: Arc<[S::Key]>,
        positions: Option<Vec<usize>>,
    ) -> SourceFuture {
        Box::pin(async move {
            let keys = match &positions {
                Some(positions) => keys_at(&keys, positions),
                None => keys,
            };
            let found = self.fetch(&keys, &batch.meter).await?;
            Ok(Answered::new(Values::new(found), positions))
        })
    }

    fn is_replaceable(&self, answers: &Answers, position: usize) -> bool {
        answers.peek(position).is_none_or(S::Answer::is_absent)
    }

    fn take_new_answers(&self) -> Option<KnownAnswers<S::Key>> {
        let (keys, answers) = Source::take_new_answers(self);
        (!keys.is_empty()).then(|| KnownAnswers::new(keys, answers))
    }

    fn note_clear(&self) {
        Source::note_clear(self);
    }
}
