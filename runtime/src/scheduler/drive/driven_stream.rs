//! A stream that is driven: the responses of a subscription.

use std::pin::Pin;
use std::task::{Context, Poll};

use futures_util::stream::{FuturesUnordered, Stream, StreamExt};

use super::{Drive, DriveState};

/// A stream each of whose items is driven like a future.
pub(crate) struct DrivenStream<S>(Drive<S>);

impl<S: Stream + Unpin> DrivenStream<S> {
    pub(crate) fn new(stream: S) -> Self {
        Self(Drive::of(stream))
    }

    /// Returns whether the stream, after a poll, waits for something other than what it has asked for. Within another
    /// driver, this cannot be known for sure: it seems so until the stream asks for something.
    pub(crate) fn is_at_rest(&self) -> bool {
        let DriveState { openings, signal, batches, is_within, .. } = &self.0.state;
        openings.is_empty()
            && batches.runs.as_ref().is_none_or(FuturesUnordered::is_empty)
            && (*is_within || !signal.is_woken())
            && tokio::task::coop::has_budget_remaining()
    }
}

impl<S: Stream + Unpin> Stream for DrivenStream<S> {
    type Item = S::Item;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<S::Item>> {
        let Drive { request, state } = &mut self.0;
        let Some(stream) = request else { return Poll::Ready(None) };
        let item = state.poll(cx, |cx| stream.poll_next_unpin(cx));
        if let Poll::Ready(None) = item {
            Pin::new(&mut self.0).end();
        }
        item
    }
}
