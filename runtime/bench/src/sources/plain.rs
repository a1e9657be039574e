//! No loader at all: what the join of the loads costs by itself.

use std::future::poll_fn;
use std::mem;
use std::pin::pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Poll, Waker};

use super::{Contender, Echo};

/// A contender whose loads are ready at their first poll.
#[derive(Clone, Copy, Debug)]
pub struct Plain;

impl Contender for Plain {
    type Loader = ();

    fn make(&self, _source: Echo) {}

    async fn load((): &(), key: u64) -> u64 {
        key
    }
}

/// A contender whose loads are woken once, all together, when none of them can go on. Every loader that batches has to
/// do this.
#[derive(Clone, Debug, Default)]
pub struct WaitsOnce(Arc<Mutex<Vec<Waker>>>);

impl WaitsOnce {
    fn waiting(&self) -> Vec<Waker> {
        mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Contender for WaitsOnce {
    type Loader = Self;

    fn remembers(&self) -> bool {
        false
    }

    fn make(&self, _source: Echo) -> Self {
        self.clone()
    }

    async fn load(Self(waiting): &Self, key: u64) -> u64 {
        let mut waits = true;
        poll_fn(|cx| {
            if mem::take(&mut waits) {
                waiting.lock().unwrap_or_else(PoisonError::into_inner).push(cx.waker().clone());
                return Poll::Pending;
            }
            Poll::Ready(key)
        })
        .await
    }

    async fn request<F: Future + Send>(&self, work: F) -> F::Output {
        let mut work = pin!(work);
        poll_fn(|cx| {
            loop {
                if let Poll::Ready(output) = work.as_mut().poll(cx) {
                    return Poll::Ready(output);
                }
                let waiting = self.waiting();
                if waiting.is_empty() {
                    return Poll::Pending;
                }
                waiting.into_iter().for_each(Waker::wake);
            }
        })
        .await
    }
}
