//! One batch in flight: it asks once, contains panics, and lands whatever happens to it. Knows no type of key.

use std::mem;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::{Duration, Instant};

use futures_util::future::{BoxFuture, FutureExt};
use tokio::time::Sleep;
use tracing::level_filters::LevelFilter;
use tracing::{Instrument, Span};

use super::answers::{Answered, Answers};
use super::opening_ref::{ErasedBatcher, OpeningRef};
use super::{clock, nesting};
use crate::Error;
use crate::stats::Meter;
use crate::sync::atomic::Ordering;

/// The future of a source's answers.
pub(super) type SourceFuture = BoxFuture<'static, Result<Answered, Error>>;

/// A batch that asks when it is first polled, and lands in the end. It is empty then.
pub(crate) struct Flight(Option<FlightState>);

struct FlightState {
    // Fields are dropped in this order: nobody is answered before the source's future has ended.
    call: SourceCall,
    landing: Landing,
}

impl Flight {
    pub(super) fn new(
        loader: Arc<dyn ErasedBatcher>,
        batch: usize,
        answers: Arc<Answers>,
        call: SourceCall,
        counts_readers: bool,
    ) -> Self {
        let landing =
            Landing { loader, batch, answers, counts_readers, is_measured: false, is_at_work: false };
        Self(Some(FlightState { call, landing }))
    }

    /// Returns whether the batch is under way and somebody still waits for it.
    pub(super) fn is_wanted(&self) -> bool {
        self.0.as_ref().is_some_and(|state| !state.landing.answers.interest.is_lost())
    }

    /// Returns whether the batch is under way and belongs to the loader of an opening.
    pub(super) fn is_of(&self, opening: &OpeningRef) -> bool {
        self.0.as_ref().is_some_and(|state| opening.is_of(&state.landing.loader))
    }

    /// Counts the batch as at work for its loader, before its first poll.
    pub(super) fn begin(&mut self) {
        if let Some(state) = &mut self.0 {
            state.landing.count(true);
        }
    }

    /// Returns whether the batch counts as at work: it has begun, and does not wait for another batch.
    pub(super) fn is_at_work(&self) -> bool {
        self.0.as_ref().is_some_and(|state| state.landing.is_at_work)
    }

    fn go_on(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        let Some(state) = &mut self.0 else { return Poll::Ready(()) };
        if state.poll(cx).is_pending() {
            // Whether it waits for another batch changes only when it is polled, or in a step that wakes it.
            let waits = nesting::is_waiting(&state.landing.answers);
            state.landing.count(!waits);
            return Poll::Pending;
        }
        self.0 = None;
        Poll::Ready(())
    }

    /// Ends the batch, because there is no runtime to go on with it.
    pub(super) fn fail_without_runtime(mut self) {
        self.give_up(|loader| Error::NoRuntime { loader });
    }

    /// Ends the batch with an error. Drops each part by itself, because two panics at a time would end the process.
    fn give_up(&mut self, error: fn(&'static str) -> Error) {
        let Some(FlightState { call, mut landing }) = self.0.take() else { return };
        let _ = catch_unwind(AssertUnwindSafe(|| drop(call)));
        let _ = catch_unwind(AssertUnwindSafe(|| landing.fail(error)));
        let _ = catch_unwind(AssertUnwindSafe(|| drop(landing)));
    }
}

impl Future for Flight {
    type Output = ();

    /// Polls the batch. A key or a value that panics when it is dropped takes no other batch with it.
    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        catch_unwind(AssertUnwindSafe(|| self.go_on(cx))).unwrap_or_else(|_| {
            self.give_up(lost);
            Poll::Ready(())
        })
    }
}

impl Drop for Flight {
    /// Gives up the batch. A future of the source that panics when it is dropped takes no other batch with it either.
    fn drop(&mut self) {
        self.give_up(lost);
    }
}

/// Makes the error of a batch that was dropped.
fn lost(loader: &'static str) -> Error {
    Error::Lost { loader }
}

impl FlightState {
    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        let Self { call, landing } = self;
        let Landing { loader, answers, is_measured, .. } = landing;
        let result = ready!(answers.interest.poll(cx, |cx| {
            if call.future.is_some() && !mem::replace(is_measured, true) {
                call.start(&**loader, answers);
            }
            call.poll(answers, cx)
        }));
        call.future = None;
        // If nobody waits, the queue has forgotten the batch already.
        if let Some(result) = result {
            landing.land(result);
        }
        Poll::Ready(())
    }
}

/// What a batch asks its source.
pub(super) struct SourceCall {
    /// `None` if there is nothing to ask, and in the end.
    future: Option<SourceFuture>,
    /// How many keys it asks for.
    keys: usize,
    span: Option<Box<BatchSpan>>,
    /// The batch timeout, if there is a clock to measure it.
    limit: Option<Duration>,
    /// Made at the first wait, because most batches that need no database are answered at once.
    timer: Option<Pin<Box<Sleep>>>,
}

/// The span of a batch, if somebody traces it.
struct BatchSpan {
    span: Span,
    start: Instant,
}

impl SourceCall {
    pub(super) fn new(keys: usize, future: Option<SourceFuture>, limit: Option<Duration>) -> Self {
        Self { future, keys, span: None, limit, timer: None }
    }

    /// Counts the batch, and opens its span.
    fn start(&mut self, loader: &dyn ErasedBatcher, answers: &Answers) {
        loader.counters().send(self.keys);
        // If nobody subscribes, `tracing` would still offer the span and its fields to `log`.
        if LevelFilter::current() < LevelFilter::DEBUG {
            return;
        }
        let span = tracing::debug_span!(
            "batch",
            lookup = answers.meter.name(),
            keys = self.keys,
            rows = tracing::field::Empty,
            statements = tracing::field::Empty,
            elapsed_us = tracing::field::Empty,
            error = tracing::field::Empty,
        );
        if span.is_disabled() {
            return;
        }
        answers.trace.send(&span);
        self.future = self.future.take().map(|future| future.instrument(span.clone()).boxed());
        self.span = Some(Box::new(BatchSpan { span, start: Instant::now() }));
    }

    /// Polls the source within the batch timeout. Turns a panic into an error, and marks loads within as loads of this
    /// batch.
    fn poll(&mut self, answers: &Arc<Answers>, cx: &mut Context<'_>) -> Poll<Result<Answered, Error>> {
        let Some(future) = &mut self.future else { return Poll::Ready(Ok(Answered::nothing())) };
        let contained = || catch_unwind(AssertUnwindSafe(|| future.as_mut().poll(cx)));
        let name = answers.meter.name();
        let polled = nesting::within(answers, contained)
            .unwrap_or_else(|panic| Poll::Ready(Err(Error::panicked(name, panic.as_ref()))));
        let ended = if polled.is_pending() { self.wait(name, cx) } else { polled };
        if let (Some(span), Poll::Ready(result)) = (&self.span, &ended) {
            span.record(&answers.meter, result.as_ref().err());
        }
        ended
    }

    /// Waits for the batch timeout.
    fn wait(&mut self, loader: &'static str, cx: &mut Context<'_>) -> Poll<Result<Answered, Error>> {
        let Some(after) = self.limit else { return Poll::Pending };
        if self.timer.is_none() {
            self.timer = clock::sleep(after);
        }
        let Some(timer) = &mut self.timer else {
            self.limit = None;
            return Poll::Pending;
        };
        timer.as_mut().poll(cx).map(|()| Err(Error::Timeout { loader, after }))
    }
}

impl BatchSpan {
    /// Records what the batch cost, and the error with which it failed.
    fn record(&self, meter: &Meter, error: Option<&Error>) {
        let Self { span, start } = self;
        span.record("rows", meter.rows_so_far());
        span.record("statements", meter.statements_so_far());
        span.record("elapsed_us", u64::try_from(start.elapsed().as_micros()).unwrap_or(u64::MAX));
        span.record("error", error.map(tracing::field::display));
    }
}

/// A batch that is certain to land, at the latest when this is dropped.
struct Landing {
    loader: Arc<dyn ErasedBatcher>,
    batch: usize,
    answers: Arc<Answers>,
    counts_readers: bool,
    /// Whether the cost of the batch is to be counted, even if it is cancelled half-way.
    is_measured: bool,
    /// Whether the batch is among those that its loader counts as at work.
    is_at_work: bool,
}

impl Landing {
    fn count(&mut self, is_at_work: bool) {
        match (self.is_at_work, is_at_work) {
            (false, true) => _ = self.loader.at_work().fetch_add(1, Ordering::Relaxed),
            (true, false) => _ = self.loader.at_work().fetch_sub(1, Ordering::Relaxed),
            _ => {}
        }
        self.is_at_work = is_at_work;
    }

    fn land(&mut self, result: Result<Answered, Error>) {
        let Self { loader, batch, answers, counts_readers, is_measured, .. } = self;
        if mem::take(is_measured) {
            loader.counters().receive(&answers.meter);
        }
        // Before the lock, because a subscriber is the user's code.
        answers.trace.end();
        loader.land(*batch, answers, result, *counts_readers);
    }

    /// Lands with an error, unless the batch has landed.
    fn fail(&mut self, error: fn(&'static str) -> Error) {
        self.count(false);
        if self.answers.outcome().is_none() {
            self.land(Err(error(self.answers.meter.name())));
        }
    }
}

impl Drop for Landing {
    fn drop(&mut self) {
        self.fail(lost);
    }
}
