//! One batch in flight: asked once, contained, and landed whatever happens to it. Knows no type of key.

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

/// What a source will answer.
pub(super) type Asked = BoxFuture<'static, Result<Answered, Error>>;

/// A batch that is asked when it is first polled, and lands in the end. Nothing of it stays then.
pub(crate) struct Flight(Option<Flying>);

struct Flying {
    // Dropped in this order: nobody is answered before what was asked has ended.
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

    /// Whether it is under way, and somebody still waits for it.
    pub(super) fn is_wanted(&self) -> bool {
        self.0.as_ref().is_some_and(|flying| !flying.landing.answers.interest.is_lost())
    }

    /// Whether it is under way, and of the loader of an opening.
    pub(super) fn is_of(&self, opened: &Opened) -> bool {
        self.0.as_ref().is_some_and(|flying| opened.is_of(&flying.landing.loader))
    }

    /// Counts it among those of its loader that are at work, before it is polled.
    pub(super) fn begin(&mut self) {
        if let Some(flying) = &mut self.0 {
            flying.landing.count(true);
        }
    }

    /// Whether it is counted so: it has begun, and does not wait for another batch.
    pub(super) fn is_at_work(&self) -> bool {
        self.0.as_ref().is_some_and(|flying| flying.landing.is_at_work)
    }

    fn go_on(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        let Some(flying) = &mut self.0 else { return Poll::Ready(()) };
        if flying.poll(cx).is_pending() {
            // What it waits for changes only when it is polled, or wakes it.
            let waits = nesting::waits(&flying.landing.answers);
            flying.landing.count(!waits);
            return Poll::Pending;
        }
        self.0 = None;
        Poll::Ready(())
    }

    /// Each by itself: two panics at a time would end the process.
    fn give_up(&mut self) {
        let Some(Flying { asking, landing }) = self.0.take() else { return };
        let _ = catch_unwind(AssertUnwindSafe(|| drop(asking)));
        let _ = catch_unwind(AssertUnwindSafe(|| drop(landing)));
    }
}

impl Future for Flight {
    type Output = ();

    /// A key or a value that panics when it is dropped takes no other batch with it.
    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        catch_unwind(AssertUnwindSafe(|| self.go_on(cx))).unwrap_or_else(|_| {
            self.give_up();
            Poll::Ready(())
        })
    }
}

impl Drop for Flight {
    /// Nor does what the source was asked.
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
        // Where nobody waits, the queue has forgotten the batch.
        if let Some(result) = result {
            landing.land(result);
        }
        Poll::Ready(())
    }
}

/// What a source is asked.
pub(super) struct Asking {
    /// `None` where there is nothing to ask, and in the end.
    asked: Option<Asked>,
    /// How many keys.
    keys: usize,
    traced: Option<Box<Traced>>,
    /// The batch timeout, where there is a clock to tell it by.
    limit: Option<Duration>,
    /// Set when there is something to wait for: most batches that need no database are answered at once.
    timer: Option<Pin<Box<Sleep>>>,
}

/// The span of a batch, for those who trace.
struct Traced {
    span: Span,
    start: Instant,
}

impl Asking {
    pub(super) fn new(keys: usize, asked: Option<Asked>, limit: Option<Duration>) -> Self {
        Self { asked, keys, traced: None, limit, timer: None }
    }

    /// Counts it, and opens its span.
    fn start(&mut self, loader: &dyn Sends, answers: &Answers) {
        loader.counters().send(self.keys);
        // Where nobody subscribes, `tracing` would still offer the span and its fields to `log`.
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

    /// Asks the source within the batch timeout, with a panic as an error and loads in it known as its own.
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
    /// What the batch cost.
    fn record(&self, meter: &Meter) {
        let Self { span, start } = self;
        span.record("rows", meter.rows_so_far());
        span.record("statements", meter.statements_so_far());
        span.record("elapsed_us", u64::try_from(start.elapsed().as_micros()).unwrap_or(u64::MAX));
    }
}

/// A batch that will land, if only because this is dropped.
struct Landing {
    loader: Arc<dyn Sends>,
    batch: usize,
    answers: Arc<Answers>,
    counts: bool,
    /// Whether what it cost is to be counted, be it cancelled half-way.
    measured: bool,
    /// Whether it is among those of its loader that are counted as at work.
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
