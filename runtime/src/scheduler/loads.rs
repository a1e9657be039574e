//! Several loads as one future.

use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};

use super::Batcher;
use super::load::Load;
use crate::Error;
use crate::key::Key;

/// Loads of several keys, whose answers come in the order of the keys.
///
/// The loads of one batch are answered together. So one of them waits for all, and nobody has to find out which of them
/// was woken. A join that knows nothing of batches has a task for each load.
#[must_use = "loads do nothing until they are awaited"]
pub(crate) struct Loads<K: Key, A> {
    each: Vec<Each<K, A>>,
    /// How many loads have arrived, counted from the first.
    arrived: usize,
    /// The waker that the waiting loads wake.
    waker: Option<Waker>,
}

enum Each<K: Key, A> {
    Travels(Load<K, A>),
    Arrived(A),
}

// Nothing in here is pinned.
impl<K: Key, A> Unpin for Loads<K, A> {}

impl<K: Key, A> Loads<K, A> {
    pub(crate) fn new(batcher: &Arc<Batcher<K>>, keys: impl IntoIterator<Item = K>) -> Self {
        let travels = |key| Each::Travels(Load::new(Arc::clone(batcher), key));
        Self { each: keys.into_iter().map(travels).collect(), arrived: 0, waker: None }
    }
}

impl<K: Key, A> fmt::Debug for Loads<K, A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let arrived = self.each.iter().filter(|each| matches!(each, Each::Arrived(_))).count();
        f.debug_struct("LoadMany")
            .field("keys", &self.each.len())
            .field("arrived", &arrived)
            .finish_non_exhaustive()
    }
}

impl<K: Key, A: Clone + 'static> Future for Loads<K, A> {
    type Output = Result<Vec<A>, Error>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let Self { each: loads, arrived, waker } = &mut *self;
        let is_known = waker.as_ref().is_some_and(|waker| waker.will_wake(cx.waker()));
        if !is_known {
            *waker = Some(cx.waker().clone());
        }
        let mut all = true;
        let mut waited_for = None;
        for each in &mut loads[*arrived..] {
            if let Each::Travels(load) = each {
                // The load before it was polled for the same batch, and whichever of the two is woken wakes this
                // future.
                let is_looked_after = is_known && waited_for.is_some() && load.waits_for() == waited_for;
                if is_looked_after {
                    all = false;
                    continue;
                }
                match Pin::new(&mut *load).poll(cx) {
                    Poll::Ready(answer) => *each = Each::Arrived(answer?),
                    Poll::Pending => {
                        waited_for = load.waits_for();
                        all = false;
                    }
                }
            }
            *arrived += usize::from(all);
        }
        if !all {
            return Poll::Pending;
        }
        let answer = |each| match each {
            Each::Arrived(answer) => Some(answer),
            Each::Travels(_) => None,
        };
        Poll::Ready(Ok(std::mem::take(loads).into_iter().filter_map(answer).collect()))
    }
}
