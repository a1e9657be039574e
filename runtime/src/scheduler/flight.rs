//! One batch in flight: asked once, contained, and landed whatever happens to it.

use std::future::poll_fn;
use std::panic::AssertUnwindSafe;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::Poll;
use std::time::Instant;

use futures_util::future::{AbortRegistration, Abortable, FutureExt};
use futures_util::stream::{self, StreamExt};
use tracing::Instrument;

use super::Batcher;
use super::answers::{Answered, Answers, Values};
use super::clock;
use super::nesting;
use super::queue::Chunk;
use super::run::{self, Homeless, Run};
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
        let (mut chunks, debris) = self.lock().send(opening);
        drop(debris);
        let flights = chunks.iter().map(|chunk| chunk.handle.clone()).collect();
        let homeless = Homeless::default();
        // Boxed, so that what runs them is compiled once and not for every source.
        let flight = |chunk| Flight::new(&self, chunk, counts, &homeless).fly().boxed();
        let last = flight(chunks.pop()?);
        if chunks.is_empty() {
            return Some(Run { future: last, flights, homeless });
        }
        // All of them at once, so that those land too whose turn never comes.
        let ready: Vec<_> = chunks.into_iter().map(flight).chain([last]).collect();
        let concurrency = self.settings.concurrency;
        let future = stream::iter(ready).for_each_concurrent(concurrency, |flight| flight).boxed();
        Some(Run { future, flights, homeless })
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
    keys: Vec<K>,
    positions: Option<Vec<usize>>,
    registration: AbortRegistration,
}

impl<K: Key> Flight<K> {
    fn new(batcher: &Arc<Batcher<K>>, chunk: Chunk<K>, counts: bool, homeless: &Homeless) -> Self {
        let Chunk { batch, answers, keys, positions, registration, .. } = chunk;
        let (batcher, homeless) = (Arc::clone(batcher), homeless.clone());
        let landing = Landing { batcher, batch, answers, counts, homeless };
        Self { landing, keys, positions, registration }
    }

    /// A key or a value that panics when it is dropped takes no other batch with it.
    fn fly(self) -> impl Future<Output = ()> {
        AssertUnwindSafe(self.ask_and_land()).catch_unwind().map(drop)
    }

    async fn ask_and_land(self) {
        let Self { landing, keys, positions, registration } = self;
        // Where it was aborted nobody waits, and the queue has forgotten the batch.
        if let Ok(result) = Abortable::new(landing.ask(&keys), registration).await {
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
    homeless: Homeless,
}

impl<K: Key> Landing<K> {
    /// Asks the source, within the batch timeout.
    async fn ask(&self, keys: &[K]) -> Result<Values, Error> {
        if keys.is_empty() {
            return Ok(Values::none());
        }
        let loader = self.batcher.name();
        let Some(after) = self.batcher.settings.batch_timeout else { return self.measure(keys).await };
        let mut ask = pin!(self.measure(keys));
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
    async fn measure(&self, keys: &[K]) -> Result<Values, Error> {
        let loader = self.batcher.name();
        let span = tracing::debug_span!(
            "batch",
            lookup = loader,
            keys = keys.len(),
            rows = tracing::field::Empty,
            statements = tracing::field::Empty,
            elapsed_us = tracing::field::Empty,
        );
        self.answers.trace().send(&span);
        // Counted even if the batch is cancelled half-way.
        let measured = Measured { counters: &self.batcher.counters, meter: Meter::new(loader) };
        measured.counters.send(keys.len());
        let meter = &measured.meter;
        let start = Instant::now();
        let result = self.contain(keys, meter).instrument(span.clone()).await;
        span.record("rows", meter.rows_so_far());
        span.record("statements", meter.statements_so_far());
        span.record("elapsed_us", u64::try_from(start.elapsed().as_micros()).unwrap_or(u64::MAX));
        result
    }

    /// Asks the source, with a panic as an error and loads in it known as its own.
    async fn contain(&self, keys: &[K], meter: &Meter) -> Result<Values, Error> {
        let source = &self.batcher.source;
        // The source is called within the future, so that a panic before its first await is caught as well.
        let mut ask = AssertUnwindSafe(source.ask(keys, meter)).catch_unwind();
        poll_fn(|cx| nesting::within(self.answers.node(), || Pin::new(&mut ask).poll(cx)))
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
        let lost = if self.homeless.get() { Error::NoRuntime { loader } } else { Error::Lost { loader } };
        self.land(Err(lost));
    }
}
