//! One load: a future that finds an answer, or waits for the batch that brings it.

use std::fmt;
use std::marker::PhantomData;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use super::Batcher;
use super::answers::{Answers, Place};
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
        Self { journey: Journey { batcher, state: State::Rests(Some(key)) }, answer: PhantomData }
    }

    /// The batch that it waits for.
    pub(super) fn waits_for(&self) -> Option<*const Answers> {
        match &self.journey.state {
            State::Waits(waiting) => Some(Arc::as_ptr(&waiting.ticket.place.answers)),
            State::Rests(_) => None,
        }
    }
}

impl<K: Key, A: Clone + 'static> Future for Load<K, A> {
    type Output = Result<A, Error>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        Poll::Ready(match ready!(self.journey.poll(cx)) {
            Ok(place) => place.read(self.journey.batcher.name()),
            Err(error) => Err(*error),
        })
    }
}

/// A key on its way to the place of its answer.
struct Journey<K: Key> {
    batcher: Arc<Batcher<K>>,
    state: State<K>,
}

enum State<K> {
    /// With the key before it begins, without it when it has ended.
    Rests(Option<K>),
    Waits(Waiting),
}

struct Waiting {
    ticket: Ticket,
    /// What few waiters have.
    aside: Option<Box<Aside>>,
}

#[derive(Default)]
struct Aside {
    /// Of a waiter that leads.
    rounds: Rounds,
    /// Of a waiter in a batch.
    _wait: Option<Wait>,
}

// Nothing in here is pinned: the state is replaced, never borrowed across polls.
impl<K: Key> Unpin for Journey<K> {}

impl<K: Key> Journey<K> {
    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Result<Place, Box<Error>>> {
        match &mut self.state {
            State::Rests(key) => match key.take() {
                Some(key) => self.start(key, cx),
                None => panic!("a load of `{}` was polled after it had ended", self.batcher.name()),
            },
            State::Waits(waiting) => {
                if !waiting.is_answered() {
                    waiting.attend(&self.batcher, cx);
                }
                if waiting.is_answered() { self.arrive() } else { Poll::Pending }
            }
        }
    }

    fn start(&mut self, key: K, cx: &mut Context<'_>) -> Poll<Result<Place, Box<Error>>> {
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

    fn join(&mut self, hash: u64, key: K, cx: &mut Context<'_>) -> Poll<Result<Place, Box<Error>>> {
        let batcher = &self.batcher;
        let mut arrival = Arrival {
            hash,
            bytes: batcher.bytes(&key),
            key: Some(key),
            waker: Some(cx.waker().clone()),
            driven: drive::is_driven(),
        };
        batcher.turns.turn().arrive();
        let joined = batcher.lock().join(&mut arrival);
        // The key comes back if somebody had asked for it already.
        let known = arrival.key.as_ref();
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
    fn wait(&mut self, ticket: Ticket, known: Option<&K>) -> Poll<Result<Place, Box<Error>>> {
        let wait = nesting::wait_for(&ticket.place.answers);
        if let (Err(nesting::Circle), Some(key)) = (&wait, known) {
            self.batcher.leave(&ticket);
            return Poll::Ready(Err(Box::new(Error::reentrant(self.batcher.name(), key))));
        }
        ticket.place.answers.trace.wait();
        let wait = wait.ok().flatten();
        let aside = wait.map(|wait| Box::new(Aside { _wait: Some(wait), ..Aside::default() }));
        self.state = State::Waits(Waiting { ticket, aside });
        Poll::Pending
    }

    /// The answer is there.
    fn arrive(&mut self) -> Poll<Result<Place, Box<Error>>> {
        match self.end() {
            Some(place) => Poll::Ready(Ok(place)),
            None => Poll::Pending,
        }
    }

    /// Waits no more, and says where the answer is or would have been.
    fn end(&mut self) -> Option<Place> {
        // Looked at first, for most loads that are dropped have ended.
        let State::Waits(_) = self.state else { return None };
        let ended = std::mem::replace(&mut self.state, State::Rests(None));
        let State::Waits(Waiting { ticket, .. }) = ended else { return None };
        match ticket.place.answers.outcome() {
            Some(outcome) => self.batcher.turns.turn().read(outcome.unread),
            None => self.batcher.leave(&ticket),
        }
        Some(ticket.place)
    }
}

impl Waiting {
    fn is_answered(&self) -> bool {
        self.ticket.place.answers.outcome().is_some()
    }

    /// Is polled without an answer: leaves its waker, and sends the batch if that is its turn.
    fn attend<K: Key>(&mut self, batcher: &Arc<Batcher<K>>, cx: &mut Context<'_>) {
        let mut waker = cx.waker().clone();
        let duty = batcher.lock().attend(&self.ticket, &mut waker);
        drop(waker);
        if let Duty::Lead(opening) = duty {
            if self.aside.get_or_insert_default().rounds.pass(batcher.turns.turn()) {
                run::in_place(&Opened::new(Arc::clone(batcher) as _, opening));
            } else {
                run::defer(cx);
            }
        }
    }
}

impl<K: Key> Drop for Journey<K> {
    fn drop(&mut self) {
        self.end();
    }
}

impl<K: Key> Batcher<K> {
    /// A waiter goes before its answer came.
    pub(super) fn leave(&self, ticket: &Ticket) {
        let left = self.lock().leave(ticket);
        if let Some(flight) = left.flight {
            flight.interest.lose();
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
            State::Rests(Some(_)) => "new",
            State::Waits(_) => "waits",
            State::Rests(None) => "done",
        };
        f.debug_struct("Load").field("loader", &self.journey.batcher.name()).field("state", &state).finish()
    }
}
