//! One batch in flight: asked once, contained, and landed whatever happens to it.

use std::future::poll_fn;
use std::panic::AssertUnwindSafe;
use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;
use std::time::Instant;

use futures_util::future::FutureExt;
use tracing::Instrument;

use super::Batcher;
use super::answers::{Answered, Answers, Values};
use super::clock;
use super::nesting;
use super::queue::Chunk;
use super::run::{self, Run};
use super::watch::{Opened, Sends};
use crate::Error;
use crate::lookup::Key;
use crate::stats::{Counters, Meter};
use crate::sync::atomic::Ordering;

impl<K: Key> Sends for Batcher<K> {
    fn beats(&self, opening: u64) -> Option<u64> {
        self.lock().beats(opening)
    }

    fn rouse(&self, opening: u64) {
        let wakers = self.lock().rouse(opening);
        wakers.into_iter().for_each(run::wake);
    }

    fn send(self: Arc<Self>, opening: u64, counts: bool) -> Option<Run> {
        let chunks = self.lock().send(opening);
        // All of them at once, so that those land too whose turn never comes.
        let mut runs = chunks.into_iter().map(|chunk| Flight::new(&self, chunk, counts).run());
        let first = runs.next()?;
        let others: Vec<_> = runs.collect();
        if others.is_empty() {
            return Some(first);
        }
        Some(Run::several(first, others, self.settings.concurrency))
    }

    fn release(self: Arc<Self>, opening: u64) {
        let leader = self.lock().release(opening);
        if let Some(leader) = leader {
            self.turns.watch(&Opened::new(Arc::clone(&self) as _, opening));
            run::wake(leader);
        }
    }
}

/// A batch that is ready to be asked.
struct Flight<K: Key> {
    landing: Landing<K>,
    keys: Arc<[K]>,
    positions: Option<Vec<usize>>,
}

impl<K: Key> Flight<K> {
    fn new(batcher: &Arc<Batcher<K>>, chunk: Chunk<K>, counts: bool) -> Self {
        let Chunk { batch, answers, keys, positions } = chunk;
        Self { landing: Landing { batcher: Arc::clone(batcher), batch, answers, counts }, keys, positions }
    }

    /// Boxed, so that what runs it is compiled once and not for every key.
    fn run(self) -> Run {
        let answers = Arc::clone(&self.landing.answers);
        // A key or a value that panics when it is dropped takes no other batch with it.
        Run::new(answers, AssertUnwindSafe(self.ask_and_land()).catch_unwind().map(drop).boxed())
    }

    async fn ask_and_land(self) {
        let Self { landing, keys, positions } = self;
        let asked = {
            let mut ask = pin!(landing.ask(&keys, positions.as_deref()));
            poll_fn(|cx| landing.answers.interest.poll(cx, |cx| ask.as_mut().poll(cx))).await
        };
        // Where nobody waits, the queue has forgotten the batch.
        if let Some(result) = asked {
            landing.land(result.map(|values| Answered::new(values, positions)));
        }
    }
}

/// A batch that will land, if only because this is dropped.
struct Landing<K: Key> {
    batcher: Arc<Batcher<K>>,
    batch: usize,
    answers: Arc<Answers>,
    counts: bool,
}

impl<K: Key> Landing<K> {
    /// Asks the source, within the batch timeout.
    async fn ask(&self, keys: &[K], positions: Option<&[usize]>) -> Result<Values, Error> {
        if positions.is_some_and(<[_]>::is_empty) {
            return Ok(Values::none());
        }
        let loader = self.batcher.name();
        let mut ask = pin!(self.measure(keys, positions));
        let Some(after) = self.batcher.settings.batch_timeout else { return ask.await };
        // Set when there is something to wait for: most batches that need no database are answered at once.
        let mut timer = None;
        poll_fn(|cx| {
            if let Poll::Ready(result) = ask.as_mut().poll(cx) {
                return Poll::Ready(result);
            }
            match timer.get_or_insert_with(|| clock::sleep(after)) {
                Some(timer) => timer.as_mut().poll(cx).map(|()| Err(Error::Timeout { loader, after })),
                None => Poll::Pending,
            }
        })
        .await
    }

    /// Asks the source, and says what it cost.
    async fn measure(&self, keys: &[K], positions: Option<&[usize]>) -> Result<Values, Error> {
        let loader = self.batcher.name();
        let asked = positions.map_or(keys.len(), <[_]>::len);
        // Counted even if the batch is cancelled half-way.
        let measured = Measured { counters: &self.batcher.counters, meter: Meter::new(loader) };
        measured.counters.send(asked);
        let meter = &measured.meter;
        let ask = self.contain(keys, positions, meter);
        let span = tracing::debug_span!(
            "batch",
            lookup = loader,
            keys = asked,
            rows = tracing::field::Empty,
            statements = tracing::field::Empty,
            elapsed_us = tracing::field::Empty,
        );
        if span.is_disabled() {
            return ask.await;
        }
        self.answers.trace().send(&span);
        let start = Instant::now();
        let result = ask.instrument(span.clone()).await;
        span.record("rows", meter.rows_so_far());
        span.record("statements", meter.statements_so_far());
        span.record("elapsed_us", u64::try_from(start.elapsed().as_micros()).unwrap_or(u64::MAX));
        result
    }

    /// Asks the source, with a panic as an error and loads in it known as its own.
    async fn contain(&self, keys: &[K], positions: Option<&[usize]>, meter: &Meter) -> Result<Values, Error> {
        let source = &self.batcher.source;
        // The source is called within the future, so that a panic before its first await is caught as well.
        let ask = async {
            match positions {
                None => source.ask(keys, meter).await,
                Some(positions) => {
                    let wanted: Vec<K> = positions.iter().map(|at| keys[*at].clone()).collect();
                    source.ask(&wanted, meter).await
                }
            }
        };
        let mut ask = pin!(AssertUnwindSafe(ask).catch_unwind());
        poll_fn(|cx| nesting::within(self.answers.node(), || ask.as_mut().poll(cx)))
            .await
            .unwrap_or_else(|panic| Err(Error::panicked(self.batcher.name(), panic.as_ref())))
    }

    fn land(&self, result: Result<Answered, Error>) {
        // Before the lock, because a subscriber is the user's code.
        self.answers.trace().end();
        if result.is_ok() && self.batcher.settings.cache {
            self.batcher.knows.store(true, Ordering::Relaxed);
        }
        let turns = &self.batcher.turns;
        let deliver = |waiters| self.counts.then(|| turns.turn().deliver(waiters));
        let mut landed = self.batcher.lock().land(self.batch, &self.answers, result, deliver);
        landed.wakers().for_each(run::wake);
        drop(landed.debris);
    }
}

/// A batch's meter, whose figures are added when it ends.
struct Measured<'a> {
    counters: &'a Counters,
    meter: Meter,
}

impl Drop for Measured<'_> {
    fn drop(&mut self) {
        self.counters.receive(&self.meter);
    }
}

impl<K: Key> Drop for Landing<K> {
    fn drop(&mut self) {
        if self.answers.outcome().is_some() {
            return;
        }
        let loader = self.batcher.name();
        let lost = if run::is_homeless() { Error::NoRuntime { loader } } else { Error::Lost { loader } };
        self.land(Err(lost));
    }
}
