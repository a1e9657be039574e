//! Driven and undriven: the two ways in which a request can be resolved, on every runtime.

use batchload::drive;
use futures_util::FutureExt;

use super::runtimes::{EVERY, on_every_runtime};

/// Runs a new body on every flavour of runtime, undriven and driven.
///
/// # Panics
///
/// Panics if a body panics or does not end, with the name of the flavour.
pub fn in_every_way<F>(body: impl Fn() -> F)
where
    F: Future<Output = ()> + Send + 'static,
{
    on_every_runtime(&body);
    driven(body);
}

/// Runs a new body on every flavour of runtime, driven.
///
/// # Panics
///
/// Panics if a body panics or does not end, with the name of the flavour.
pub fn driven<F>(body: impl Fn() -> F)
where
    F: Future<Output = ()> + Send + 'static,
{
    let _note = Note;
    for flavour in EVERY {
        flavour.run(|| drive(body().boxed()));
    }
}

/// Prints, if the body panics, that it was driven.
struct Note;

impl Drop for Note {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("the body was driven");
        }
    }
}

/// Waits for one turn of an executor, in which other futures may go on, like one link in a chain of ready promises.
pub async fn step() {
    let mut taken = false;
    std::future::poll_fn(|cx| {
        if std::mem::replace(&mut taken, true) {
            return std::task::Poll::Ready(());
        }
        cx.waker().wake_by_ref();
        std::task::Poll::Pending
    })
    .await;
}
