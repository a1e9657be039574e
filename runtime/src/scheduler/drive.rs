//! The future that wraps a request, sees the moment when nothing in it can go on without a batch, and runs the batches.

use std::cell::RefCell;
use std::fmt;
use std::pin::Pin;
use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, Wake, Waker};

use futures_util::stream::{FuturesUnordered, StreamExt};
use futures_util::task::AtomicWaker;

use super::run::Run;
use super::watch::Opened;

/// How often the future is polled in a row before the runtime gets a turn.
const POLLS: usize = 128;

/// Runs a future so that every load in it goes in as few batches as can be.
///
/// The driver polls the future; when the future can do nothing more by itself, all that it has asked for
/// is sent, one batch for each loader. That is exact whatever the number of siblings and whatever the
/// runtime, and needs no timer and no task: the batches run within this future.
///
/// Wrap a whole request, in a handler or a middleware. The GraphQL extension does it for every
/// execution. A `drive` within a `drive` changes nothing.
///
/// # Cancel safety
///
/// Dropping it drops the request and every batch that only the request waits for; a statement that is
/// under way is cancelled and its connection goes back to the pool. A batch that others wait for too goes
/// on in a task of its own.
///
/// ```
/// # use std::{collections::HashMap, convert::Infallible};
/// # use batchload::{BatchFn, Loader};
/// # struct Squares;
/// # impl BatchFn for Squares {
/// #     type Key = u64;
/// #     type Value = u64;
/// #     type Error = Infallible;
/// #     async fn load_batch(&self, keys: &[u64]) -> Result<HashMap<u64, u64>, Infallible> {
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
    let signal = Arc::new(Signal::default());
    Drive {
        future: Some(Box::pin(future)),
        driver: Arc::default(),
        waker: Waker::from(Arc::clone(&signal)),
        signal,
        runs: FuturesUnordered::new(),
    }
}

/// The future of [`drive`].
#[must_use = "futures do nothing unless polled"]
pub struct Drive<F> {
    future: Option<Pin<Box<F>>>,
    driver: Arc<Driver>,
    signal: Arc<Signal>,
    waker: Waker,
    runs: FuturesUnordered<Run>,
}

/// What loads know of the driver that polls them: where to leave a batch that is to be sent.
#[derive(Default)]
pub(crate) struct Driver {
    opened: Mutex<Vec<Opened>>,
}

impl Driver {
    pub(super) fn open(&self, opened: Opened) {
        self.opened.lock().unwrap_or_else(PoisonError::into_inner).push(opened);
    }

    fn take(&self) -> Vec<Opened> {
        std::mem::take(&mut *self.opened.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

thread_local! {
    static CURRENT: RefCell<Option<Arc<Driver>>> = const { RefCell::new(None) };
}

/// The driver that polls here.
pub(super) fn current() -> Option<Arc<Driver>> {
    CURRENT.with_borrow(Option::clone)
}

struct Entered;

impl Entered {
    fn new(driver: &Arc<Driver>) -> Self {
        CURRENT.set(Some(Arc::clone(driver)));
        Self
    }
}

impl Drop for Entered {
    fn drop(&mut self) {
        CURRENT.set(None);
    }
}

impl<F: Future> Future for Drive<F> {
    type Output = F::Output;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<F::Output> {
        let this = &mut *self;
        if let Some(outer) = current() {
            return this.pass(&outer, cx);
        }
        let _entered = Entered::new(&this.driver);
        this.signal.parent.register(cx.waker());
        for _ in 0..POLLS {
            if this.signal.begin()
                && let Poll::Ready(output) = this.poll_future()
            {
                return Poll::Ready(output);
            }
            this.poll_runs(cx);
            if this.signal.is_woken() {
                continue;
            }
            if !this.send(cx) && this.signal.rest() {
                return Poll::Pending;
            }
        }
        this.signal.wake_next_poll();
        cx.waker().wake_by_ref();
        Poll::Pending
    }
}

impl<F: Future> Drive<F> {
    fn poll_future(&mut self) -> Poll<F::Output> {
        let future = self.future.as_mut().expect("a driven request was polled after it had ended");
        let output = future.as_mut().poll(&mut Context::from_waker(&self.waker));
        if output.is_ready() {
            self.end();
        }
        output
    }

    fn poll_runs(&mut self, cx: &mut Context<'_>) {
        while let Poll::Ready(Some(())) = self.runs.poll_next_unpin(cx) {}
    }

    /// Sends what is open, now that the future can do nothing more. Whether there is something new to poll.
    fn send(&mut self, cx: &mut Context<'_>) -> bool {
        let opened = self.driver.take();
        if opened.is_empty() {
            return false;
        }
        // A future that has used up the task's budget is not at rest: tokio wakes it after this poll.
        if !tokio::task::coop::has_budget_remaining() {
            opened.into_iter().for_each(|opened| self.driver.open(opened));
            cx.waker().wake_by_ref();
            return false;
        }
        self.runs.extend(opened.into_iter().filter_map(Opened::send_driven));
        true
    }

    /// Polls within another driver, which sees everything that happens here.
    fn pass(&mut self, outer: &Driver, cx: &mut Context<'_>) -> Poll<F::Output> {
        self.signal.wake_next_poll();
        self.driver.take().into_iter().for_each(|opened| outer.open(opened));
        self.poll_runs(cx);
        let future = self.future.as_mut().expect("a driven request was polled after it had ended");
        let output = future.as_mut().poll(cx);
        if output.is_ready() {
            self.end();
        }
        output
    }
}

impl<F> Drive<F> {
    /// Lets go of the request first, so that batches nobody else waits for are known.
    fn end(&mut self) {
        self.future = None;
        self.driver.take().into_iter().for_each(Opened::release);
        let runs = std::mem::take(&mut self.runs);
        runs.into_iter().filter(Run::is_wanted).for_each(Run::spawn);
    }
}

impl<F> Drop for Drive<F> {
    fn drop(&mut self) {
        self.end();
    }
}

/// Whether the future was woken; the task that drives it is woken only while nobody polls it.
struct Signal {
    state: AtomicU8,
    parent: AtomicWaker,
}

const AT_REST: u8 = 0;
const POLLING: u8 = 1;
const WOKEN: u8 = 2;

impl Default for Signal {
    fn default() -> Self {
        Self { state: AtomicU8::new(WOKEN), parent: AtomicWaker::new() }
    }
}

impl Signal {
    /// A round of polling begins. Whether the future was woken since the last one.
    fn begin(&self) -> bool {
        self.state.swap(POLLING, Ordering::AcqRel) == WOKEN
    }

    fn is_woken(&self) -> bool {
        self.state.load(Ordering::Acquire) == WOKEN
    }

    /// Polling ends, unless the future was woken meanwhile.
    fn rest(&self) -> bool {
        self.state.compare_exchange(POLLING, AT_REST, Ordering::AcqRel, Ordering::Acquire).is_ok()
    }

    fn wake_next_poll(&self) {
        self.state.store(WOKEN, Ordering::Release);
    }
}

impl Wake for Signal {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        if self.state.swap(WOKEN, Ordering::AcqRel) == AT_REST {
            self.parent.wake();
        }
    }
}

impl<F> fmt::Debug for Drive<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Drive").field("batches", &self.runs.len()).finish_non_exhaustive()
    }
}
