//! One load: a future that finds an answer, or waits for the batch that brings it.

use std::fmt;
use std::marker::PhantomData;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use super::Batcher;
use super::answers::Place;
use super::drive;
use super::nesting::{self, Wait};
use super::queue::{Arrival, Duty, Joined, Ticket};
use super::run;
use super::turn::Rounds;
use super::watch::Opened;
use crate::Error;
use crate::lookup::Key;
use crate::sync::atomic::Ordering;

/// A key on its way to its answer. Does nothing until it is polled.
#[must_use = "a load does nothing until it is awaited"]
pub(crate) struct Load<K: Key, A> {
    journey: Journey<K>,
    answer: PhantomData<fn() -> A>,
}

impl<K: Key, A> Load<K, A> {
    pub(crate) fn new(batcher: Arc<Batcher<K>>, key: K) -> Self {
        Self { journey: Journey { batcher, state: State::New(key) }, answer: PhantomData }
    }
}

impl<K: Key, A: Clone + 'static> Future for Load<K, A> {
    type Output = Result<A, Error>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let place = ready!(self.journey.poll(cx));
        Poll::Ready(place.and_then(|place| place.read(self.journey.batcher.name())))
    }
}

/// A key on its way to the place of its answer.
struct Journey<K: Key> {
    batcher: Arc<Batcher<K>>,
    state: State<K>,
}

enum State<K> {
    New(K),
    Waits(Waiting),
    Done,
}

struct Waiting {
    ticket: Ticket,
    /// Of a waiter that leads.
    rounds: Option<Box<Rounds>>,
    _wait: Option<Box<Wait>>,
}

// Nothing in here is pinned: the state is replaced, never borrowed across polls.
impl<K: Key> Unpin for Journey<K> {}

impl<K: Key> Journey<K> {
    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Result<Place, Error>> {
        if let State::New(_) = self.state {
            let State::New(key) = std::mem::replace(&mut self.state, State::Done) else { unreachable!() };
            return self.start(key, cx);
        }
        match self.finish() {
            Some(place) => Poll::Ready(Ok(place)),
            None => self.attend(cx).map(Ok),
        }
    }

    fn start(&mut self, key: K, cx: &mut Context<'_>) -> Poll<Result<Place, Error>> {
        let batcher = &self.batcher;
        batcher.catch_up();
        let hash = batcher.hash(&key);
        if batcher.knows.load(Ordering::Relaxed) {
            let known = batcher.lock().answered(hash, &key);
            if let Some(place) = known {
                return Poll::Ready(Ok(place));
            }
        }
        self.join(hash, key, cx)
    }

    fn join(&mut self, hash: u64, key: K, cx: &mut Context<'_>) -> Poll<Result<Place, Error>> {
        let batcher = &self.batcher;
        // Cloned here, because the queue runs no code of the user's under its lock.
        let mut arrival = Arrival {
            hash,
            bytes: batcher.bytes(&key),
            keys: Some((key.clone(), key)),
            waker: Some(cx.waker().clone()),
            driven: drive::is_driven(),
        };
        batcher.turns.turn().arrive();
        let joined = batcher.lock().join(&mut arrival);
        // The key comes back if somebody had asked for it already.
        let known = arrival.keys.as_ref().map(|(key, _)| key);
        match joined {
            Joined::Answered(place) => Poll::Ready(Ok(place)),
            Joined::Waits { ticket, opened } => {
                // Before the announcement, which runs the user's waker: if that panics, the claim is handed back.
                let waits = self.wait(ticket, known);
                if let Some(opening) = opened {
                    self.announce(opening, cx);
                }
                waits
            }
        }
    }

    /// Tells who will send an opening that it is there: the driver, or this load itself.
    fn announce(&self, opening: u64, cx: &mut Context<'_>) {
        let opened = Opened::new(Arc::clone(&self.batcher) as _, opening);
        if let Err(opened) = drive::open(opened) {
            self.batcher.turns.watch(&opened);
            run::defer(cx);
        }
    }

    /// Waits for a batch, unless the batch waits for the one that this load is made by.
    fn wait(&mut self, ticket: Ticket, known: Option<&K>) -> Poll<Result<Place, Error>> {
        let wait = nesting::wait_for(ticket.place.answers.node());
        if let (Err(nesting::Circle), Some(key)) = (&wait, known) {
            self.batcher.leave(&ticket);
            return Poll::Ready(Err(Error::reentrant(self.batcher.name(), key)));
        }
        self.state = State::Waits(Waiting { ticket, rounds: None, _wait: wait.ok().flatten() });
        if let State::Waits(Waiting { ticket, .. }) = &self.state {
            ticket.place.answers.trace().wait();
        }
        Poll::Pending
    }

    fn attend(&mut self, cx: &mut Context<'_>) -> Poll<Place> {
        let State::Waits(Waiting { ticket, rounds, .. }) = &mut self.state else {
            panic!("a load of `{}` was polled after it had ended", self.batcher.name())
        };
        let mut waker = cx.waker().clone();
        let duty = self.batcher.lock().attend(ticket, &mut waker);
        drop(waker);
        if let Duty::Lead(opening) = duty {
            if rounds.get_or_insert_default().pass(self.batcher.turns.turn()) {
                run::in_place(&Opened::new(Arc::clone(&self.batcher) as _, opening));
            } else {
                run::defer(cx);
            }
        }
        self.finish().map_or(Poll::Pending, Poll::Ready)
    }

    /// The place of the answer, if it is there.
    fn finish(&mut self) -> Option<Place> {
        let State::Waits(Waiting { ticket, .. }) = &self.state else { return None };
        ticket.place.answers.outcome()?;
        self.end()
    }

    /// Waits no more, and says where the answer is or would have been.
    fn end(&mut self) -> Option<Place> {
        match std::mem::replace(&mut self.state, State::Done) {
            State::Waits(Waiting { ticket, .. }) => {
                self.batcher.leave(&ticket);
                Some(ticket.place)
            }
            State::New(_) | State::Done => None,
        }
    }
}

impl<K: Key> Drop for Journey<K> {
    fn drop(&mut self) {
        self.end();
    }
}

impl<K: Key> Batcher<K> {
    /// A waiter goes: with its answer, or before it came.
    pub(super) fn leave(&self, ticket: &Ticket) {
        if let Some(outcome) = ticket.place.answers.outcome() {
            return self.turns.turn().read(outcome.unread);
        }
        let left = self.lock().leave(ticket);
        if let Some(flight) = left.flight {
            flight.abort();
        }
        if let Some(leader) = left.leader {
            run::wake(leader);
        }
        drop(left.debris);
        if !left.removed
            && let Some(outcome) = ticket.place.answers.outcome()
        {
            self.turns.turn().read(outcome.unread);
        }
    }
}

impl<K: Key, A> fmt::Debug for Load<K, A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = match &self.journey.state {
            State::New(_) => "new",
            State::Waits(_) => "waits",
            State::Done => "done",
        };
        f.debug_struct("Load").field("loader", &self.journey.batcher.name()).field("state", &state).finish()
    }
}
