//! The runtimes on which a promise must hold, and how a test body runs on each.
//!
//! This module knows no databases. `database` runs a body on these flavours with a database for each.

use std::any::Any;
use std::fmt;
use std::panic::{self, AssertUnwindSafe};
use std::time::Duration;

use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use tokio::runtime::{Builder, Runtime};

/// A body that takes longer will never end, because nothing in these tests waits for a clock.
const PATIENCE: Duration = Duration::from_mins(1);

/// A kind of runtime, and where in it a body runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flavour {
    /// A single thread, with the body as its root future.
    CurrentThread,
    /// Several workers, with the body as the root future on the thread that blocks.
    BlockOn { workers: usize },
    /// Several workers, with the body in a task on one of them.
    Spawned { workers: usize },
}

/// The flavour of a test for which the runtime makes no difference.
pub const ONE: &[Flavour] = &[Flavour::CurrentThread];

/// Every flavour.
pub const EVERY: [Flavour; 5] = [
    Flavour::CurrentThread,
    Flavour::BlockOn { workers: 2 },
    Flavour::BlockOn { workers: 4 },
    Flavour::Spawned { workers: 2 },
    Flavour::Spawned { workers: 4 },
];

/// The future that a flavour runs. It has one type for every test, so that a runtime's code is compiled for it only
/// once.
pub type Body = BoxFuture<'static, ()>;

/// Runs a new body on every flavour, one after the other.
///
/// # Panics
///
/// Panics if a body panics or does not end, with the name of the flavour.
pub fn on_every_runtime<F>(body: impl Fn() -> F)
where
    F: Future<Output = ()> + Send + 'static,
{
    for flavour in EVERY {
        flavour.run(&body);
    }
}

impl Flavour {
    /// Runs the body on a runtime of its own.
    ///
    /// # Panics
    ///
    /// Panics if the body panics or does not end, with the name of this flavour.
    pub fn run<F>(self, body: impl FnOnce() -> F)
    where
        F: Future<Output = ()> + Send + 'static,
    {
        let mut body = Some(body);
        self.run_alone(&mut |()| body.take().expect("a body runs once")().boxed());
    }

    // Not within `run`, where its closures would have other types for every body.
    fn run_alone(self, body: &mut dyn FnMut(()) -> Body) {
        self.run_with(async || (), body, async |()| ());
    }

    /// Runs the body with a value that lives on the same runtime. The value is made before the body, and put away after
    /// it.
    ///
    /// # Panics
    ///
    /// Panics if the body panics or does not end, with the name of this flavour. Then nothing is put away.
    pub fn run_with<T: Clone>(
        self,
        make: impl AsyncFnOnce() -> T,
        body: &mut dyn FnMut(T) -> Body,
        put_away: impl AsyncFnOnce(T),
    ) {
        let outcome = panic::catch_unwind(AssertUnwindSafe(|| {
            let runtime = self.build();
            let thing = runtime.block_on(make());
            self.drive(&runtime, in_time(body(thing.clone())).boxed());
            runtime.block_on(put_away(thing));
        }));
        if let Err(payload) = outcome {
            let message = format!("on {self}: {}", message(payload.as_ref()));
            // The panic has been reported once, with its place. The report lacks the flavour on which the body ran.
            eprintln!("{message}");
            panic::resume_unwind(Box::new(message));
        }
    }

    fn drive(self, runtime: &Runtime, body: Body) {
        match self {
            Self::Spawned { .. } => runtime
                .block_on(runtime.spawn(body))
                .unwrap_or_else(|error| panic::resume_unwind(error.into_panic())),
            Self::CurrentThread | Self::BlockOn { .. } => runtime.block_on(body),
        }
    }

    fn build(self) -> Runtime {
        let mut builder = match self {
            Self::CurrentThread => Builder::new_current_thread(),
            Self::BlockOn { workers } | Self::Spawned { workers } => {
                let mut builder = Builder::new_multi_thread();
                builder.worker_threads(workers);
                builder
            }
        };
        builder.enable_all().build().expect("a runtime starts")
    }
}

impl fmt::Display for Flavour {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::CurrentThread => write!(f, "one thread"),
            Self::BlockOn { workers } => write!(f, "{workers} workers, under block_on"),
            Self::Spawned { workers } => write!(f, "{workers} workers, in a spawned task"),
        }
    }
}

async fn in_time(body: Body) {
    let outcome = tokio::time::timeout(PATIENCE, body).await;
    assert!(outcome.is_ok(), "the test did not end within {} seconds", PATIENCE.as_secs());
}

fn message(payload: &(dyn Any + Send)) -> &str {
    if let Some(message) = payload.downcast_ref::<String>() {
        message
    } else {
        payload.downcast_ref::<&str>().copied().unwrap_or("a panic without a message")
    }
}
