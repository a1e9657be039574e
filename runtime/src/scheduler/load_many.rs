//! Several loads as one future.

use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};

use super::Batcher;
use super::load::Load;
use crate::Error;
use crate::key::Key;

/// The future of [`Loader::load_many`](crate::Loader::load_many): the answers, in the order of the keys, or the first
/// error.
///
/// It holds the loader and the keys, but not the iterator that they came from.
// The loads of one batch are answered together. So one of them waits for all, and nobody has to find out which of them
// was woken. A join that knows nothing of batches has a task for each load.
#[must_use = "futures do nothing unless polled"]
pub struct LoadMany<K: Key, A> {
    entries: Vec<LoadOrAnswer<K, A>>,
    /// How many loads are answered, counted from the first.
    answered: usize,
    /// The waker that the waiting loads wake.
    waker: Option<Waker>,
}

enum LoadOrAnswer<K: Key, A> {
    Load(Load<K, A>),
    Answer(A),
}

// Nothing in here is pinned.
impl<K: Key, A> Unpin for LoadMany<K, A> {}

impl<K: Key, A> LoadMany<K, A> {
    pub(crate) fn new(batcher: &Arc<Batcher<K>>, keys: impl IntoIterator<Item = K>) -> Self {
        let load = |key| LoadOrAnswer::Load(Load::new(Arc::clone(batcher), key));
        Self { entries: keys.into_iter().map(load).collect(), answered: 0, waker: None }
    }
}

impl<K: Key, A> fmt::Debug for LoadMany<K, A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let answered = self.entries.iter().filter(|each| matches!(each, LoadOrAnswer::Answer(_))).count();
        f.debug_struct("LoadMany")
            .field("keys", &self.entries.len())
            .field("answered", &answered)
            .finish_non_exhaustive()
    }
}

impl<K: Key, A: Clone + 'static> Future for LoadMany<K, A> {
    type Output = Result<Vec<A>, Error>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let Self { entries, answered, waker } = &mut *self;
        let is_known = waker.as_ref().is_some_and(|waker| waker.will_wake(cx.waker()));
        if !is_known {
            *waker = Some(cx.waker().clone());
        }
        let mut all = true;
        let mut waited_for = None;
        for each in &mut entries[*answered..] {
            if let LoadOrAnswer::Load(load) = each {
                // The load before it was polled for the same batch, and whichever of the two is woken wakes this
                // future.
                let is_batch_polled = is_known && waited_for.is_some() && load.waits_for() == waited_for;
                if is_batch_polled {
                    all = false;
                    continue;
                }
                match Pin::new(&mut *load).poll(cx) {
                    Poll::Ready(answer) => *each = LoadOrAnswer::Answer(answer?),
                    Poll::Pending => {
                        waited_for = load.waits_for();
                        all = false;
                    }
                }
            }
            *answered += usize::from(all);
        }
        if !all {
            return Poll::Pending;
        }
        let answer = |each| match each {
            LoadOrAnswer::Answer(answer) => Some(answer),
            LoadOrAnswer::Load(_) => None,
        };
        Poll::Ready(Ok(std::mem::take(entries).into_iter().filter_map(answer).collect()))
    }
}
