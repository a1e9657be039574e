//! The steps of a batch from queued to in flight to answered.

use std::mem;
use std::sync::Arc;
use std::task::Waker;

use super::Queue;
use super::batch::{Batch, Waiter};
use crate::Error;
use crate::scheduler::answers::{Answered, Answers, Outcome};
use crate::scheduler::turn::Epoch;

/// The keys of one batch on their way to the source.
pub(crate) struct Chunk<K> {
    pub(crate) batch: usize,
    pub(crate) answers: Arc<Answers>,
    pub(crate) keys: Arc<[K]>,
    /// The positions of the keys that are asked for, if some are left out.
    pub(crate) positions: Option<Vec<usize>>,
}

/// What is left to do outside the lock, after a batch has ended.
pub(crate) struct LandingEffects<K> {
    waiters: Vec<Waiter>,
    /// To drop: the batch, if nobody remembers it.
    _batch: Option<Batch<K>>,
    /// To drop: a result that reaches nobody.
    _result: Option<Result<Answered, Error>>,
}

impl<K> LandingEffects<K> {
    /// Returns the wakers of the waiters, in the order of arrival.
    pub(crate) fn wakers(&mut self) -> impl Iterator<Item = Waker> {
        mem::take(&mut self.waiters).into_iter().filter_map(|waiter| waiter.waker)
    }
}

impl<K> Queue<K> {
    /// Takes the keys of an opening that somebody still waits for: the first batch, and the others.
    pub(crate) fn send(&mut self, opening: u64) -> Option<(Chunk<K>, Vec<Chunk<K>>)> {
        let open = self.batches.opening.take_if(|open| open.id == opening)?;
        let (first, others) = open.into_batches()?;
        Some((self.send_batch(first), others.into_iter().map(|id| self.send_batch(id)).collect()))
    }

    fn send_batch(&mut self, id: usize) -> Chunk<K> {
        let batch = &mut self.batches[id];
        let mut primed = mem::take(&mut batch.primed);
        primed.sort_unstable_by_key(|(position, _)| *position);
        let unwanted = batch.unwanted_positions();
        let is_whole = primed.is_empty() && unwanted.is_empty();
        let keys = batch.send();
        let answers = Arc::clone(&batch.answers);
        let is_primed = |at: usize| primed.binary_search_by_key(&at, |(position, _)| *position).is_ok();
        let is_unwanted = |at: usize| unwanted.binary_search(&at).is_ok();
        let is_wanted = |at: &usize| !is_primed(*at) && !is_unwanted(*at);
        let positions = (!is_whole).then(|| (0..keys.len()).filter(is_wanted).collect());
        if !unwanted.is_empty() {
            self.forget(id, is_unwanted);
        }
        answers.set_primed(primed);
        Chunk { batch: id, answers, keys, positions }
    }

    /// Ends a batch. `deliver` gets the number of waiters, before any of them can see the outcome.
    pub(crate) fn land(
        &mut self,
        id: usize,
        answers: &Arc<Answers>,
        result: Result<Answered, Error>,
        deliver: impl FnOnce(usize) -> Option<Epoch>,
    ) -> LandingEffects<K> {
        let Some(batch) = self.batches.get(id, answers).filter(|batch| batch.is_pending()) else {
            return LandingEffects { waiters: Vec::new(), _batch: None, _result: Some(result) };
        };
        let waiting = batch.waiting;
        if result.is_err() || !self.batches.has_cache() {
            self.forget(id, |_| true);
        }
        let waiters = mem::take(&mut self.batches[id].waiters);
        answers.end(Outcome { result, unread: deliver(waiting) });
        LandingEffects { waiters, _batch: self.batches.remove_unused(id), _result: None }
    }
}
