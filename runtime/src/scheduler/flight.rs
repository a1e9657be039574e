//! One batch in flight: asked once, contained, and landed whatever happens to it. Knows no type of key.

use std::mem;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Instant;

use futures_util::future::{BoxFuture, FutureExt};
use tokio::time::Sleep;
use tracing::{Instrument, Span};

use super::answers::{Answered, Answers};
use super::watch::Sends;
use super::{Settings, clock, nesting, run};
use crate::Error;
use crate::stats::Meter;

/// What a source will answer.
pub(super) type Asked = BoxFuture<'static, Result<Answered, Error>>;

/// A batch that is asked when it is first polled, and lands in the end.
pub(crate) struct Flight {
    // Dropped in this order: nobody is answered before what was asked has ended.
    question: Question,
    landing: Landing,
}

impl Flight {
    /// Without anything to ask, it lands at once.
    pub(super) fn new(
        loader: Arc<dyn Sends>,
        batch: usize,
        answers: Arc<Answers>,
        question: Question,
        counts: bool,
    ) -> Self {
        Self { question, landing: Landing { loader, batch, answers, counts, measured: false } }
    }

    pub(super) fn answers(&self) -> &Arc<Answers> {
        &self.landing.answers
    }

    fn go_on(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        let Self { question, landing } = self;
        let interest = &landing.answers.interest;
        let result = if question.asked.is_none() {
            Some(Ok(Answered::nothing()))
        } else {
            ready!(interest.poll(cx, |cx| {
                if !mem::replace(&mut landing.measured, true) {
                    question.start(&*landing.loader, &landing.answers);
                }
                question.poll(&*landing.loader, &landing.answers, cx)
            }))
        };
        question.asked = None;
        // Where nobody waits, the queue has forgotten the batch.
        if let Some(result) = result {
            landing.land(result);
        }
        Poll::Ready(())
    }
}

impl Future for Flight {
    type Output = ();

    /// A key or a value that panics when it is dropped takes no other batch with it.
    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        catch_unwind(AssertUnwindSafe(|| self.go_on(cx))).unwrap_or(Poll::Ready(()))
    }
}

/// What a source is asked.
pub(super) struct Question {
    asked: Option<Asked>,
    /// How many keys.
    keys: usize,
    traced: Option<Box<Traced>>,
    /// Set when there is something to wait for: most batches that need no database are answered at once.
    timer: Option<Option<Pin<Box<Sleep>>>>,
}

/// The span of a batch, for those who trace.
struct Traced {
    span: Span,
    start: Instant,
}

impl Question {
    pub(super) fn new(keys: usize, asked: Option<Asked>) -> Self {
        Self { asked, keys, traced: None, timer: None }
    }

    /// Counts it, and opens its span.
    fn start(&mut self, loader: &dyn Sends, answers: &Answers) {
        loader.counters().send(self.keys);
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
    fn poll(
        &mut self,
        loader: &dyn Sends,
        answers: &Arc<Answers>,
        cx: &mut Context<'_>,
    ) -> Poll<Result<Answered, Error>> {
        let Some(asked) = &mut self.asked else { return Poll::Pending };
        let contained = || catch_unwind(AssertUnwindSafe(|| asked.as_mut().poll(cx)));
        let name = answers.meter.name();
        let polled = nesting::within(answers, contained)
            .unwrap_or_else(|panic| Poll::Ready(Err(Error::panicked(name, panic.as_ref()))));
        if polled.is_pending() {
            return self.wait(loader.settings(), cx);
        }
        if let Some(traced) = &self.traced {
            traced.record(&answers.meter);
        }
        polled
    }

    /// Waits for the batch timeout.
    fn wait(&mut self, settings: &Settings, cx: &mut Context<'_>) -> Poll<Result<Answered, Error>> {
        let Some(after) = settings.batch_timeout else { return Poll::Pending };
        let Some(timer) = self.timer.get_or_insert_with(|| clock::sleep(after)) else { return Poll::Pending };
        timer.as_mut().poll(cx).map(|()| Err(Error::Timeout { loader: settings.name, after }))
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
}

impl Landing {
    fn land(&mut self, result: Result<Answered, Error>) {
        let Self { loader, batch, answers, counts, measured } = self;
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
        if self.answers.outcome().is_some() {
            return;
        }
        let loader = self.answers.meter.name();
        self.land(Err(if run::is_homeless() { Error::NoRuntime { loader } } else { Error::Lost { loader } }));
    }
}
