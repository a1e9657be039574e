//! One batch in flight: asked once, contained, and landed whatever happens to it.

use std::future::poll_fn;
use std::panic::AssertUnwindSafe;
use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;
use std::time::Instant;

use futures_util::future::{AbortRegistration, Abortable, FutureExt};
use futures_util::stream::{self, StreamExt};
use tracing::Instrument;

use super::Batcher;
use super::answers::Answers;
use super::clock;
use super::nesting;
use super::queue::Chunk;
use super::run::{self, Homeless, Run};
use super::watch::{Opened, Sends};
use crate::Error;
use crate::source::Source;
use crate::stats::{Counters, Meter};
use crate::sync::atomic::Ordering;

impl<S: Source> Sends for Batcher<S> {
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
struct Flight<S: Source> {
    landing: Landing<S>,
    keys: Vec<S::Key>,
    positions: Option<Vec<usize>>,
    asked: usize,
    registration: AbortRegistration,
}

impl<S: Source> Flight<S> {
    fn new(
        batcher: &Arc<Batcher<S>>,
        chunk: Chunk<S::Key, S::Answer>,
        counts: bool,
        homeless: &Homeless,
    ) -> Self {
        let Chunk { batch, answers, keys, positions, asked, registration, .. } = chunk;
        let (batcher, homeless) = (Arc::clone(batcher), homeless.clone());
        let landing = Landing { batcher, batch, answers, counts, homeless };
        Self { landing, keys, positions, asked, registration }
    }

    /// A key or a value that panics when it is dropped takes no other batch with it.
    fn fly(self) -> impl Future<Output = ()> {
        AssertUnwindSafe(self.ask_and_land()).catch_unwind().map(drop)
    }

    async fn ask_and_land(self) {
        let Self { landing, keys, positions, asked, registration } = self;
        // Where it was aborted nobody waits, and the queue has forgotten the batch.
        if let Ok(result) = Abortable::new(landing.ask(&keys), registration).await {
            landing.land(result.map(|answers| spread::<S>(answers, positions, asked)));
        }
    }
}

/// Puts answers at their positions, where some positions were left out.
fn spread<S: Source>(answers: Vec<S::Answer>, positions: Option<Vec<usize>>, asked: usize) -> Vec<S::Answer> {
    let Some(positions) = positions else { return answers };
    let mut all: Vec<_> = std::iter::repeat_with(S::absent).take(asked).collect();
    for (position, answer) in positions.into_iter().zip(answers) {
        all[position] = answer;
    }
    all
}

/// A batch that will land, if only because this is dropped.
struct Landing<S: Source> {
    batcher: Arc<Batcher<S>>,
    batch: usize,
    answers: Arc<Answers<S::Answer>>,
    counts: bool,
    homeless: Homeless,
}

impl<S: Source> Landing<S> {
    /// Asks the source, within the batch timeout.
    async fn ask(&self, keys: &[S::Key]) -> Result<Vec<S::Answer>, Error> {
        if keys.is_empty() {
            return Ok(Vec::new());
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
    async fn measure(&self, keys: &[S::Key]) -> Result<Vec<S::Answer>, Error> {
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
    async fn contain(&self, keys: &[S::Key], meter: &Meter) -> Result<Vec<S::Answer>, Error> {
        let source = self.batcher.source();
        // The source is called within the future, so that a panic before its first await is caught as well.
        let mut ask = pin!(AssertUnwindSafe(async { source.fetch(keys, meter).await }).catch_unwind());
        poll_fn(|cx| nesting::within(self.answers.node(), || ask.as_mut().poll(cx)))
            .await
            .unwrap_or_else(|panic| Err(Error::panicked(self.batcher.name(), panic.as_ref())))
    }

    fn land(&self, result: Result<Vec<S::Answer>, Error>) {
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

impl<S: Source> Drop for Landing<S> {
    fn drop(&mut self) {
        if self.answers.outcome().is_some() {
            return;
        }
        let loader = self.batcher.name();
        let lost = if self.homeless.get() { Error::NoRuntime { loader } } else { Error::Lost { loader } };
        self.land(Err(lost));
    }
}
