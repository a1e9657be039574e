//! The types of `sync` under a model checker: its own locks, atomics and threads, and replacements, built on them, for
//! the types that it does not have.

use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker};
use std::time::Duration;

#[cfg(batchload_loom)]
pub(crate) use loom::{
    sync::{Condvar, Mutex, MutexGuard, atomic},
    thread,
};
#[cfg(not(batchload_loom))]
pub(crate) use shuttle::{
    sync::{Condvar, Mutex, MutexGuard, atomic},
    thread,
};

/// Drops the `const` of each initial value, because loom has no constant thread-locals.
macro_rules! per_thread {
    ($($(#[$attribute:meta])* static $name:ident: $type:ty = const $initial:block;)+) => {$(
        #[cfg(batchload_loom)]
        loom::thread_local! { $(#[$attribute])* static $name: $type = $initial; }
        #[cfg(not(batchload_loom))]
        shuttle::thread_local! { $(#[$attribute])* static $name: $type = $initial; }
    )+};
}
pub(crate) use per_thread as thread_local;

use atomic::{AtomicBool, Ordering, fence};

/// A cell that is written once: its value, and the flag through which other threads see the value.
pub(crate) struct OnceLock<T> {
    value: std::sync::OnceLock<T>,
    is_set: AtomicBool,
}

impl<T> OnceLock<T> {
    pub(crate) fn new() -> Self {
        Self { value: std::sync::OnceLock::new(), is_set: AtomicBool::new(false) }
    }

    pub(crate) fn get(&self) -> Option<&T> {
        self.is_set.load(Ordering::Acquire).then(|| self.value.get()).flatten()
    }

    pub(crate) fn set(&self, value: T) -> Result<(), T> {
        self.value.set(value)?;
        self.is_set.store(true, Ordering::Release);
        Ok(())
    }
}

/// The waker of a task that other threads wake.
///
/// Wakers also pass through cells of the futures crate, which the model checker does not see. Those cells synchronise,
/// so both methods here synchronise as well.
pub(crate) struct AtomicWaker(Mutex<Option<Waker>>);

impl AtomicWaker {
    pub(crate) fn new() -> Self {
        Self(Mutex::new(None))
    }

    pub(crate) fn register(&self, waker: &Waker) {
        let _before = self.0.lock().unwrap().replace(waker.clone());
        fence(Ordering::SeqCst);
    }

    pub(crate) fn wake(&self) {
        let waker = self.0.lock().unwrap().take();
        fence(Ordering::SeqCst);
        waker.into_iter().for_each(Waker::wake);
    }
}

/// A moment since which any time may have passed.
#[derive(Debug)]
pub(crate) struct Instant;

impl Instant {
    pub(crate) fn now() -> Self {
        Self
    }

    #[expect(clippy::unused_self, reason = "of the same shape as tokio's")]
    pub(crate) fn elapsed(&self) -> Duration {
        Duration::MAX
    }
}

/// A runtime that gives each task a thread of its own.
pub(crate) struct Handle;

/// The error for a missing runtime, which never occurs because a thread can always be started.
pub(crate) struct NoRuntime;

/// A spawned task.
pub(crate) struct Task;

impl Handle {
    #[expect(clippy::unnecessary_wraps, reason = "of the same shape as tokio's")]
    pub(crate) fn try_current() -> Result<Self, NoRuntime> {
        Ok(Self)
    }

    #[expect(clippy::unused_self, reason = "of the same shape as tokio's")]
    pub(crate) fn spawn(&self, task: impl Future<Output = ()> + Send + 'static) -> Task {
        thread::spawn(|| block_on(task));
        Task
    }
}

/// Runs a future on this thread: polls it once, and then whenever it was woken.
pub(crate) fn block_on<F: Future>(future: F) -> F::Output {
    let bell = Arc::<Bell>::default();
    let waker = Waker::from(Arc::clone(&bell));
    let mut future = pin!(future);
    loop {
        if let Poll::Ready(output) = future.as_mut().poll(&mut Context::from_waker(&waker)) {
            return output;
        }
        bell.wait();
    }
}

#[derive(Default)]
struct Bell {
    rung: Mutex<bool>,
    heard: Condvar,
}

impl Bell {
    fn wait(&self) {
        let mut rung = self.rung.lock().unwrap();
        if *rung {
            // A future that asks to be polled again waits for other threads, so they run first.
            *rung = false;
            drop(rung);
            return thread::yield_now();
        }
        while !*rung {
            rung = self.heard.wait(rung).unwrap();
        }
        *rung = false;
    }
}

impl Wake for Bell {
    fn wake(self: Arc<Self>) {
        *self.rung.lock().unwrap() = true;
        self.heard.notify_one();
    }
}
