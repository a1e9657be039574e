//! Ways of polling that no executor promises to avoid.

use std::future::poll_fn;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::task::{Context, Poll, Wake, Waker};

use futures_util::task::AtomicWaker;

/// Waits for one more poll, which it asks for at once.
pub async fn wake_and_wait() {
    let mut waited = false;
    poll_fn(|cx| {
        if waited {
            return Poll::Ready(());
        }
        waited = true;
        cx.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
}

/// A waker that counts how often it is woken.
#[derive(Debug, Default)]
pub struct Count(AtomicUsize);

impl Count {
    pub fn wakes(&self) -> usize {
        self.0.load(Ordering::Relaxed)
    }
}

impl Wake for Count {
    fn wake(self: Arc<Self>) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }
}

/// Futures of which each is polled only if it was woken itself, and any can be dropped at any time.
pub struct Siblings<T> {
    all: Vec<Sibling<T>>,
}

struct Sibling<T> {
    future: Option<Pin<Box<dyn Future<Output = T> + Send>>>,
    answer: Option<T>,
    signal: Arc<Signal>,
}

#[derive(Default)]
struct Signal {
    woken: AtomicBool,
    parent: AtomicWaker,
}

impl Wake for Signal {
    fn wake(self: Arc<Self>) {
        self.woken.store(true, Ordering::Release);
        self.parent.wake();
    }
}

impl<T> Siblings<T> {
    pub fn new<F: Future<Output = T> + Send + 'static>(futures: impl Iterator<Item = F>) -> Self {
        let all = futures.map(|future| {
            let signal = Signal { woken: AtomicBool::new(true), ..Signal::default() };
            Sibling { future: Some(Box::pin(future)), answer: None, signal: Arc::new(signal) }
        });
        Self { all: all.collect() }
    }

    /// Polls the futures that were woken. Ready when none of them waits any more.
    pub fn poll(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        for sibling in &mut self.all {
            sibling.poll(cx);
        }
        if self.waiting().next().is_none() { Poll::Ready(()) } else { Poll::Pending }
    }

    /// Polls one future, if it was woken and is still there.
    pub fn poll_one(&mut self, at: usize, cx: &Context<'_>) {
        self.all[at].poll(cx);
    }

    /// Returns the futures that have no answer and were not dropped.
    pub fn waiting(&self) -> impl Iterator<Item = usize> {
        self.all.iter().enumerate().filter(|(_, sibling)| sibling.future.is_some()).map(|(at, _)| at)
    }

    pub fn drop_one(&mut self, at: usize) {
        self.all[at].future = None;
    }

    pub fn answer(&self, at: usize) -> Option<&T> {
        self.all[at].answer.as_ref()
    }
}

impl<T> Sibling<T> {
    fn poll(&mut self, cx: &Context<'_>) {
        self.signal.parent.register(cx.waker());
        let Some(future) = &mut self.future else { return };
        if !self.signal.woken.swap(false, Ordering::AcqRel) {
            return;
        }
        let waker = Waker::from(Arc::clone(&self.signal));
        if let Poll::Ready(answer) = future.as_mut().poll(&mut Context::from_waker(&waker)) {
            self.answer = Some(answer);
            self.future = None;
        }
    }
}
