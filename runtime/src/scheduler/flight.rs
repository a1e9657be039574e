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
use super::opened::{Opened, Sends};
use super::{clock, nesting, run};
use crate::Error;
use crate::stats::Meter;
use crate::sync::atomic::Ordering;

/// The future of a source's answers.
pub(super) type Asked = BoxFuture<'static, Result<Answered, Error>>;

/// A batch that asks when it is first polled, and lands in the end. It is empty then.
pub(crate) struct Flight(Option<Flying>);

struct Flying {
    // Fields are dropped in this order: nobody is answered before the source's future has ended.
    asking: Asking,
    landing: Landing,
}

impl Flight {
    pub(super) fn new(
        loader: Arc<dyn Sends>,
        batch: usize,
        answers: Arc<Answers>,
        asking: Asking,
        counts: bool,
    ) -> Self {
        let landing = Landing { loader, batch, answers, counts, measured: false, is_at_work: false };
        Self(Some(Flying { asking, landing }))
    }

    /// Returns whether the batch is under way and somebody still waits for it.
    pub(super) fn is_wanted(&self) -> bool {
        self.0.as_ref().is_some_and(|flying| !flying.landing.answers.interest.is_lost())
    }

    /// Returns whether the batch is under way and belongs to the loader of an opening.
    pub(super) fn is_of(&self, opened: &Opened) -> bool {
        self.0.as_ref().is_some_and(|flying| opened.is_of(&flying.landing.loader))
    }

    /// Counts the batch as at work for its loader, before its first poll.
    pub(super) fn begin(&mut self) {
        if let Some(flying) = &mut self.0 {
            flying.landing.count(true);
        }
    }

    /// Returns whether the batch counts as at work: it has begun, and does not wait for another batch.
    pub(super) fn is_at_work(&self) -> bool {
        self.0.as_ref().is_some_and(|flying| flying.landing.is_at_work)
    }

    fn go_on(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        let Some(flying) = &mut self.0 else { return Poll::Ready(()) };
        if flying.poll(cx).is_pending() {
            // Whether it waits for another batch changes only when it is polled, or in a step that wakes it.
            let waits = nesting::waits(&flying.landing.answers);
            flying.landing.count(!waits);
            return Poll::Pending;
        }
        self.0 = None;
        Poll::Ready(())
    }

    /// Drops each part by itself, because two panics at a time would end the process.
    fn give_up(&mut self) {
        let Some(Flying { asking, landing }) = self.0.take() else { return };
        let _ = catch_unwind(AssertUnwindSafe(|| drop(asking)));
        let _ = catch_unwind(AssertUnwindSafe(|| drop(landing)));
    }
}

impl Future for Flight {
    type Output = ();

    /// Polls the batch. A key or a value that panics when it is dropped takes no other batch with it.
    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        catch_unwind(AssertUnwindSafe(|| self.go_on(cx))).unwrap_or_else(|_| {
            self.give_up();
            Poll::Ready(())
        })
    }
}

impl Drop for Flight {
    /// Gives up the batch. A future of the source that panics when it is dropped takes no other batch with it either.
    fn drop(&mut self) {
        self.give_up();
    }
}

impl Flying {
    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        let Self { asking, landing } = self;
        let Landing { loader, answers, measured, .. } = landing;
        let result = ready!(answers.interest.poll(cx, |cx| {
            if asking.asked.is_some() && !mem::replace(measured, true) {
                asking.start(&**loader, answers);
            }
            asking.poll(answers, cx)
        }));
        asking.asked = None;
        // If nobody waits, the queue has forgotten the batch already.
        if let Some(result) = result {
            landing.land(result);
        }
        Poll::Ready(())
    }
}

/// What a batch asks its source.
pub(super) struct Asking {
    /// `None` if there is nothing to ask, and in the end.
    asked: Option<Asked>,
    /// How many keys it asks for.
    keys: usize,
    traced: Option<Box<Traced>>,
    /// The batch timeout, if there is a clock to measure it.
    limit: Option<Duration>,
    /// Made at the first wait, because most batches that need no database are answered at once.
    timer: Option<Pin<Box<Sleep>>>,
}

/// The span of a batch, if somebody traces it.
struct Traced {
    span: Span,
    start: Instant,
}

impl Asking {
    pub(super) fn new(keys: usize, asked: Option<Asked>, limit: Option<Duration>) -> Self {
        Self { asked, keys, traced: None, limit, timer: None }
    }

    /// Counts the batch, and opens its span.
    fn start(&mut self, loader: &dyn Sends, answers: &Answers) {
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
        );
        if span.is_disabled() {
            return;
        }
        answers.trace.send(&span);
        self.asked = self.asked.take().map(|asked| asked.instrument(span.clone()).boxed());
        self.traced = Some(Box::new(Traced { span, start: Instant::now() }));
    }

    /// Polls the source within the batch timeout. Turns a panic into an error, and marks loads within as loads of this
    /// batch.
    fn poll(&mut self, answers: &Arc<Answers>, cx: &mut Context<'_>) -> Poll<Result<Answered, Error>> {
        let Some(asked) = &mut self.asked else { return Poll::Ready(Ok(Answered::nothing())) };
        let contained = || catch_unwind(AssertUnwindSafe(|| asked.as_mut().poll(cx)));
        let name = answers.meter.name();
        let polled = nesting::within(answers, contained)
            .unwrap_or_else(|panic| Poll::Ready(Err(Error::panicked(name, panic.as_ref()))));
        if polled.is_pending() {
            return self.wait(name, cx);
        }
        if let Some(traced) = &self.traced {
            traced.record(&answers.meter);
        }
        polled
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

impl Traced {
    /// Records what the batch cost.
    fn record(&self, meter: &Meter) {
        let Self { span, start } = self;
        span.record("rows", meter.rows_so_far());
        span.record("statements", meter.statements_so_far());
        span.record("elapsed_us", u64::try_from(start.elapsed().as_micros()).unwrap_or(u64::MAX));
    }
}

/// A batch that is certain to land, at the latest when this is dropped.
struct Landing {
    loader: Arc<dyn Sends>,
    batch: usize,
    answers: Arc<Answers>,
    counts: bool,
    /// Whether the cost of the batch is to be counted, even if it is cancelled half-way.
    measured: bool,
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
        let Self { loader, batch, answers, counts, measured, .. } = self;
        if mem::take(measured) {
            loader.counters().receive(&answers.meter);
        }
        // Before the lock, because a subscriber is the user's code.
        answers.trace.end();
        loader.land(*batch, answers, result, *counts);
    }
}

impl Drop for Landing {
    fn drop(&mut self) {
        self.count(false);
        if self.answers.outcome().is_some() {
            return;
        }
        let loader = self.answers.meter.name();
        self.land(Err(if run::is_homeless() { Error::NoRuntime { loader } } else { Error::Lost { loader } }));
    }
}
