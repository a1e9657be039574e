//! From queued to in flight to answered.

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
    /// The positions of the keys that are asked for, where some are left out.
    pub(crate) positions: Option<Vec<usize>>,
}

/// What an answered batch leaves to do, outside the lock.
pub(crate) struct Landed<K> {
    waiters: Vec<Waiter>,
    /// To drop: the batch, if nobody remembers it.
    _batch: Option<Batch<K>>,
    /// Likewise: what reaches nobody.
    _result: Option<Result<Answered, Error>>,
}

impl<K> Landed<K> {
    /// Those to wake, in the order of arrival.
    pub(crate) fn wakers(&mut self) -> impl Iterator<Item = Waker> {
        mem::take(&mut self.waiters).into_iter().filter_map(|waiter| waiter.waker)
    }
}

impl<K> Queue<K> {
    /// Takes the keys of an opening that somebody still waits for: the first batch, and the others.
    pub(crate) fn send(&mut self, opening: u64) -> Option<(Chunk<K>, Vec<Chunk<K>>)> {
        let open = self.batches.opening.take_if(|open| open.id == opening)?;
        let (first, others) = open.batches.split()?;
        Some((self.send_batch(first), others.into_iter().map(|id| self.send_batch(id)).collect()))
    }

    fn send_batch(&mut self, id: usize) -> Chunk<K> {
        let batch = &mut self.batches[id];
        let mut primed = mem::take(&mut batch.primed);
        primed.sort_unstable_by_key(|(position, _)| *position);
        let given_up = batch.given_up();
        let is_whole = primed.is_empty() && given_up.is_none();
        let keys = batch.send();
        let answers = Arc::clone(&batch.answers);
        let positions = (!is_whole).then(|| {
            let mut primed = primed.iter().map(|(position, _)| *position).peekable();
            let given_up = given_up.unwrap_or_else(|| vec![false; keys.len()]);
            self.wanted(id, &given_up, |position| primed.next_if_eq(&position).is_some())
        });
        answers.send(primed);
        Chunk { batch: id, answers, keys, positions }
    }

    /// The positions of a batch that are neither primed nor given up. The latter are forgotten.
    fn wanted(
        &mut self,
        id: usize,
        given_up: &[bool],
        mut is_primed: impl FnMut(usize) -> bool,
    ) -> Vec<usize> {
        let mut wanted = Vec::new();
        self.forget(id, |position| {
            if is_primed(position) {
                return false;
            }
            if !given_up[position] {
                wanted.push(position);
            }
            given_up[position]
        });
        wanted
    }

    /// A batch has ended. `deliver` is told how many wait for it, before any of them can see it.
    pub(crate) fn land(
        &mut self,
        id: usize,
        answers: &Arc<Answers>,
        result: Result<Answered, Error>,
        deliver: impl FnOnce(usize) -> Option<Epoch>,
    ) -> Landed<K> {
        let Some(batch) = self.batches.get(id, answers).filter(|batch| batch.is_pending()) else {
            return Landed { waiters: Vec::new(), _batch: None, _result: Some(result) };
        };
        let waiting = batch.waiting;
        if result.is_err() || !self.batches.keeps() {
            self.forget(id, |_| true);
        }
        let waiters = mem::take(&mut self.batches[id].waiters);
        answers.end(Outcome { result, unread: deliver(waiting) });
        Landed { waiters, _batch: self.batches.remove_unused(id), _result: None }
    }
}
