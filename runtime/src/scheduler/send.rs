//! From a loader's queue to batches in flight, and back.

use std::sync::Arc;

use super::Batcher;
use super::answers::{Answered, Answers};
use super::flight::{Flight, SourceCall};
use super::opening_ref::{ErasedBatcher, OpeningRef};
use super::queue::Chunk;
use super::run::{FlightGroup, Run};
use super::task;
use crate::Error;
use crate::key::Key;
use crate::stats::Counters;
use crate::sync::atomic::{AtomicUsize, Ordering};

impl<K: Key> ErasedBatcher for Batcher<K> {
    fn counters(&self) -> &Counters {
        &self.counters
    }

    fn concurrency(&self) -> usize {
        self.settings.concurrency
    }

    fn at_work(&self) -> &AtomicUsize {
        &self.at_work
    }

    fn try_hold_back(&self, opening: u64) -> bool {
        self.lock().try_hold_back(opening)
    }

    fn leader_polls(&self, opening: u64) -> Option<u64> {
        self.lock().leader_polls(opening)
    }

    fn wake_successors(&self, opening: u64) {
        let wakers = self.lock().wake_successors(opening);
        wakers.into_iter().for_each(task::wake);
    }

    fn send(self: Arc<Self>, opening: u64, counts_readers: bool) -> Option<Run> {
        let (first, others) = self.lock().send(opening)?;
        if others.is_empty() {
            return Some(Run::One(self.flight(first, counts_readers)));
        }
        // Makes all flights at once, so that those land too whose turn never comes.
        let all = [first].into_iter().chain(others);
        let all = all.map(|chunk| Arc::clone(&self).flight(chunk, counts_readers)).collect();
        Some(Run::Group(FlightGroup::new(all, self)))
    }

    fn release(self: Arc<Self>, opening: u64) {
        let leader = self.lock().release(opening);
        if let Some(leader) = leader {
            self.shared_turn.watch(&OpeningRef::new(Arc::clone(&self) as _, opening));
            task::wake(leader);
        }
    }

    fn land(
        &self,
        batch: usize,
        answers: &Arc<Answers>,
        result: Result<Answered, Error>,
        counts_readers: bool,
    ) {
        if result.is_ok() && self.settings.cache {
            self.may_have_answers.store(true, Ordering::Relaxed);
        }
        let deliver = |waiters| counts_readers.then(|| self.shared_turn.turn().note_delivery(waiters));
        let mut landed = self.lock().land(batch, answers, result, deliver);
        landed.wakers().for_each(task::wake);
        drop(landed);
    }
}

impl<K: Key> Batcher<K> {
    fn flight(self: Arc<Self>, chunk: Chunk<K>, counts_readers: bool) -> Flight {
        let Chunk { batch, answers, keys, positions } = chunk;
        let wanted = positions.as_ref().map_or(keys.len(), Vec::len);
        let future =
            (wanted > 0).then(|| Arc::clone(&self.source).ask(Arc::clone(&answers), keys, positions));
        let call = SourceCall::new(wanted, future, self.settings.batch_timeout);
        Flight::new(self, batch, answers, call, counts_readers)
    }
}
