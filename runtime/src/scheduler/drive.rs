//! The future that wraps a request, sees the moment when nothing in it can go on without a batch, and runs the batches.

use std::fmt;
use std::mem;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Poll, Waker};

use futures_util::future::FutureExt;
use futures_util::stream::{FuturesUnordered, StreamExt};
use futures_util::task::waker_ref;
use pin_project_lite::pin_project;

use super::opening_ref::{OpeningRef, OpeningRefs};
use super::run::Run;
use super::task;
use super::turn::{MAX_WAIT_FOR_REQUEST, WaitTime};
#[cfg(feature = "async-graphql")]
pub(crate) use driven_stream::DrivenStream;
pub(super) use driver::{Driver, add_opening, current_driver};

use driver::DriverGuard;
use signal::Signal;

#[cfg(feature = "async-graphql")]
mod driven_stream;
mod driver;
mod signal;

/// How often the driver polls the future in a row before the runtime gets a turn.
const POLLS: usize = 128;

/// Runs a future so that all of its loads take as few batches as possible.
///
/// The driver polls the future. When the future can do nothing more by itself, the driver sends everything that it has
/// asked for, one batch for each loader. This is exact for any number of siblings and on any runtime, and it needs no
/// timer and no task: the batches run within this future.
///
/// A part of the future that waits for something other than a load, such as a statement of its own, a lock or
/// [`yield_now`](tokio::task::yield_now), delays no batch: what it loads later goes with the next. If many parts come
/// one by one in this way, a loader has at most four batches in flight; other keys gather meanwhile, and go together.
/// The driver sends batches while this future is polled: do not block its thread on a load, and do not leave it
/// unpolled while others wait for the same loaders.
///
/// Wrap a whole request, in a handler or a middleware. `graphql::Batching` does so for every execution. A `drive`
/// within a `drive` changes nothing.
///
/// A task that the future spawns is not part of it: the loads of the task go as they do without `drive`. Join futures
/// instead of spawning tasks, or wrap the future of each task as well.
///
/// # Cancel safety
///
/// Dropping the future drops the request, and every batch that only the request waits for. The connection of a
/// statement that is under way goes back to the pool. The server is not told: on PostgreSQL, MySQL and MariaDB, others
/// get the connection when the statement has ended. A batch that others wait for too goes on in a task of its own. If
/// the future is dropped outside a tokio runtime, they get [`Error::NoRuntime`](crate::Error::NoRuntime).
///
/// ```
/// # use std::convert::Infallible;
/// # use batchload::{BatchFn, Found, Loader};
/// # struct Squares;
/// # impl BatchFn for Squares {
/// #     type Key = u64;
/// #     type Value = u64;
/// #     type Error = Infallible;
/// #     async fn load_batch(&self, keys: &[u64]) -> Result<Found<u64, u64>, Infallible> {
/// #         Ok(keys.iter().map(|key| (*key, key * key)).collect())
/// #     }
/// # }
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), batchload::Error> {
/// let squares = Loader::new(Squares);
/// let request = async { tokio::try_join!(squares.load(3), squares.load(4)) };
/// assert_eq!(batchload::drive(request).await?, (Some(9), Some(16)));
/// assert_eq!(squares.stats().batches, 1);
/// # Ok(())
/// # }
/// ```
pub fn drive<F: Future>(future: F) -> Drive<F> {
    Drive::of(future)
}

pin_project! {
    /// The future of [`drive`].
    #[must_use = "futures do nothing unless polled"]
    #[project = Projected]
    pub struct Drive<F> {
        // Fields are dropped in this order, as in `end`.
        #[pin]
        request: Option<F>,
        state: DriveState,
    }
}

/// Polls a future once. If it asks for something, sends that and goes on as far as possible.
pub(super) fn drive_once<F: Future + Unpin>(future: &mut F) -> Poll<F::Output> {
    let mut cx = Context::from_waker(Waker::noop());
    if current_driver().is_some() {
        return Pin::new(future).poll(&mut cx);
    }
    let (driver, mut openings) = (Driver::new(), OpeningRefs::default());
    let guard = DriverGuard::new(driver, &mut openings);
    let output = Pin::new(&mut *future).poll(&mut cx);
    drop(guard);
    if openings.is_empty() {
        return output;
    }
    let mut state = DriveState::new(driver);
    state.openings = openings;
    if output.is_ready() {
        state.release();
        return output;
    }
    pin!(Drive { request: Some(future), state }).poll(&mut cx)
}

/// The driver's own state: what is open, who was woken, and what runs.
struct DriveState {
    driver: Driver,
    openings: OpeningRefs,
    /// Whether another driver polls this one, and does its work.
    is_within: bool,
    signal: Arc<Signal>,
    batches: SentBatches,
}

/// The batches that were sent and are under way.
#[derive(Default)]
struct SentBatches {
    /// Made for the first run that does not end at once.
    runs: Option<FuturesUnordered<Run>>,
    /// How long the request has had something open without coming to rest.
    wait_time: WaitTime,
}

impl<F: Future> Future for Drive<F> {
    type Output = F::Output;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<F::Output> {
        let Projected { request, state } = self.as_mut().project();
        let mut future = request.as_pin_mut().expect("a driven request was polled after it had ended");
        let output = state.poll(cx, |cx| future.as_mut().poll(cx));
        if output.is_ready() {
            self.end();
        }
        output
    }
}

impl DriveState {
    fn new(driver: Driver) -> Self {
        Self {
            driver,
            openings: OpeningRefs::default(),
            is_within: false,
            signal: Arc::default(),
            batches: SentBatches::default(),
        }
    }

    /// Polls the request, and the batches that it asks for, until it is ready or can do nothing more.
    fn poll<T>(
        &mut self,
        cx: &mut Context<'_>,
        mut request: impl FnMut(&mut Context<'_>) -> Poll<T>,
    ) -> Poll<T> {
        let Self { driver, openings, is_within, signal, batches } = self;
        *is_within = driver::hand_over(openings);
        if *is_within {
            // The other driver polls here, and sees everything that happens.
            signal.wake_next_poll();
            batches.poll(cx);
            return request(cx);
        }
        let _guard = DriverGuard::new(*driver, openings);
        let waker = waker_ref(signal);
        for _ in 0..POLLS {
            if signal.begin()
                && let Poll::Ready(output) = request(&mut Context::from_waker(&waker))
            {
                signal.wake_next_poll();
                return Poll::Ready(output);
            }
            batches.poll(cx);
            if signal.is_woken() {
                continue;
            }
            if !batches.send(cx) && signal.rest(cx.waker()) {
                return Poll::Pending;
            }
        }
        // A request that never rests must not hold back its own batches for ever.
        if !driver::is_empty() && batches.wait_time.is_over_after_round(MAX_WAIT_FOR_REQUEST) {
            batches.send_all(cx);
        }
        signal.wake_next_poll();
        cx.waker().wake_by_ref();
        Poll::Pending
    }

    /// Leaves each opening to the loads that wait for it.
    fn release(&mut self) {
        if self.openings.is_empty() {
            return;
        }
        for opening in mem::take(&mut self.openings) {
            opening.release();
        }
    }

    /// Ends the driver once nobody polls the request any more. Batches that others wait for go on without it.
    fn end(&mut self) {
        self.release();
        let Some(runs) = self.batches.runs.take() else { return };
        for run in runs {
            if run.is_wanted() {
                run.spawn();
            }
        }
    }
}

impl SentBatches {
    fn poll(&mut self, cx: &mut Context<'_>) {
        let Some(runs) = &mut self.runs else { return };
        while let Poll::Ready(Some(())) = runs.poll_next_unpin(cx) {}
    }

    /// Sends what is open, because the request can do nothing more. Returns whether there is something new to poll.
    fn send(&mut self, cx: &mut Context<'_>) -> bool {
        if driver::is_empty() {
            return false;
        }
        // A request that has used up the task's budget is not at rest: tokio defers its wake, so the driver defers too.
        if !tokio::task::coop::has_budget_remaining()
            && !self.wait_time.is_over_after_round(MAX_WAIT_FOR_REQUEST)
        {
            task::defer(cx);
            return false;
        }
        self.send_all(cx)
    }

    /// Sends what is open, except for loaders that have as many batches at work as they may: their keys gather
    /// meanwhile. Returns whether there is something new to poll.
    fn send_all(&mut self, cx: &mut Context<'_>) -> bool {
        self.wait_time = WaitTime::default();
        let mut is_any_sent = false;
        for opening in driver::take_openings() {
            if !self.has_room_for(&opening) && opening.try_hold_back() {
                driver::put_back(opening);
                continue;
            }
            let Some(mut run) = opening.send_driven() else { continue };
            is_any_sent = true;
            if run.poll_unpin(cx).is_pending() {
                self.runs.get_or_insert_default().push(run);
            }
        }
        is_any_sent
    }

    /// Returns whether the loader of an opening may have another batch at work.
    fn has_room_for(&self, opening: &OpeningRef) -> bool {
        let Some(runs) = &self.runs else { return true };
        opening.has_room(|| runs.iter().map(|run| run.at_work_for(opening)).sum())
    }
}

impl<F> Drive<F> {
    fn of(request: F) -> Self {
        Self { request: Some(request), state: DriveState::new(Driver::new()) }
    }

    /// Drops the request first, so that it is known which batches nobody else waits for.
    fn end(self: Pin<&mut Self>) {
        let Projected { mut request, state } = self.project();
        request.set(None);
        state.end();
    }
}

impl Drop for DriveState {
    /// On `DriveState` and not on `Drive`, so that it runs even if the request panics when it is dropped.
    fn drop(&mut self) {
        self.end();
    }
}

impl<F> fmt::Debug for Drive<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Drive")
            .field("batches", &self.state.batches.runs.as_ref().map_or(0, FuturesUnordered::len))
            .finish_non_exhaustive()
    }
}
