//! One load: a future that finds an answer, or waits for the batch that brings it.

use std::fmt;
use std::marker::PhantomData;
use std::mem;
use std::pin::Pin;
use std::sync::{Arc, PoisonError};
use std::task::{Context, Poll};

use super::answers::{Answers, Place};
use super::drive;
use super::nesting::{self, Wait};
use super::opened::Opened;
use super::queue::{Arrival, Duty, Joined, Ticket};
use super::run;
use super::task;
use super::turn::{Patience, REQUEST_PATIENCE, Rounds, Turn};
use super::{Batcher, Waited};
use crate::Error;
use crate::key::Key;
use crate::sync::atomic::Ordering;

/// The load of one key: a future that does nothing until it is polled.
#[must_use = "a load does nothing until it is awaited"]
pub struct Load<K: Key, A> {
    journey: Journey<K>,
    answer: PhantomData<fn() -> A>,
}

impl<K: Key, A> Load<K, A> {
    pub(crate) fn new(batcher: Arc<Batcher<K>>, key: K) -> Self {
        Self { journey: Journey { batcher, state: State::Rests(Some(key)) }, answer: PhantomData }
    }

    /// Returns the batch that the load waits for.
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
        let journey = &mut self.journey;
        let error = match journey.go_on(cx) {
            Stage::Waits => return Poll::Pending,
            Stage::Arrived => match journey.read() {
                Ok(answer) => return Poll::Ready(Ok(answer)),
                Err(error) => error,
            },
            Stage::Failed(error) => error,
        };
        Poll::Ready(Err(*error))
    }
}

/// How far a load has come.
enum Stage {
    Waits,
    Arrived,
    Failed(Box<Error>),
}

/// A key on its way to the place of its answer.
struct Journey<K: Key> {
    batcher: Arc<Batcher<K>>,
    state: State<K>,
}

enum State<K> {
    /// Has the key before the load begins, and none after the load has ended.
    Rests(Option<K>),
    /// Lasts until the ticket is spent.
    Waits(Waiting),
}

struct Waiting {
    ticket: Ticket,
    /// State that only few waiters have.
    aside: Option<Box<Aside>>,
}

#[derive(Default)]
struct Aside {
    /// For a waiter that leads.
    rounds: Rounds,
    /// For a waiter within a batch function.
    _wait: Option<Wait>,
}

// Nothing in here is pinned: the state is replaced, never borrowed across polls.
impl<K: Key> Unpin for Journey<K> {}

impl<K: Key> Journey<K> {
    fn go_on(&mut self, cx: &mut Context<'_>) -> Stage {
        match &mut self.state {
            State::Rests(key) => match key.take() {
                Some(key) => self.start(key, cx),
                None => self.has_ended(),
            },
            State::Waits(waiting) => {
                if !waiting.is_answered() {
                    waiting.attend(&self.batcher, cx);
                    if !waiting.is_answered() {
                        return Stage::Waits;
                    }
                }
                if waiting.ticket.is_spent() {
                    self.has_ended();
                }
                waiting.arrive(self.batcher.turns.turn());
                Stage::Arrived
            }
        }
    }

    fn start(&mut self, key: K, cx: &mut Context<'_>) -> Stage {
        let batcher = &self.batcher;
        batcher.catch_up();
        let hash = batcher.hash(&key);
        if batcher.knows.load(Ordering::Relaxed) {
            let known = batcher.lock().answered(hash, &key);
            if let Some(place) = known {
                return self.is_at(place);
            }
        }
        self.join(hash, key, cx)
    }

    fn join(&mut self, hash: u64, key: K, cx: &mut Context<'_>) -> Stage {
        let batcher = &self.batcher;
        let driver = drive::here();
        if driver.is_none() {
            batcher.turns.turn().arrive();
        }
        let bytes = batcher.weight.of(&key);
        let mut arrival = Arrival { hash, bytes, key: Some(key), waker: Some(cx.waker().clone()), driver };
        let joined = batcher.lock().join(&mut arrival);
        match joined {
            Joined::Answered(place) => self.is_at(place),
            Joined::Waits { ticket, opened } => {
                // First of all, so that the claim is handed back if the user's code panics in what follows.
                self.travel(Waiting { ticket, aside: None });
                // Second, because others who count on it may have joined meanwhile.
                if let Some(opening) = opened {
                    self.announce(opening, cx);
                }
                // The arrival still has the key if somebody had asked for it already.
                if nesting::is_within()
                    && let Err(error) = self.wait_within(arrival.key.as_ref())
                {
                    return Stage::Failed(error);
                }
                if let State::Waits(waiting) = &self.state {
                    waiting.ticket.place.answers.trace.wait();
                }
                Stage::Waits
            }
        }
    }

    /// Announces an opening to whoever will send it: the driver, or this load itself.
    #[cold]
    fn announce(&self, opening: u64, cx: &mut Context<'_>) {
        let opened = Opened::new(Arc::clone(&self.batcher) as _, opening);
        if let Err(opened) = drive::open(opened) {
            self.batcher.turns.watch(&opened);
            task::defer(cx);
        }
    }

    /// Notes that the batch that makes this load waits for another. Fails if the other one waits for it already.
    #[cold]
    fn wait_within(&mut self, known: Option<&K>) -> Result<(), Box<Error>> {
        let State::Waits(waiting) = &mut self.state else { return Ok(()) };
        match (nesting::wait_for(&waiting.ticket.place.answers), known) {
            (Err(nesting::Circle), Some(key)) => {
                if let State::Waits(waiting) = mem::replace(&mut self.state, State::Rests(None)) {
                    self.batcher.leave(&waiting.ticket);
                }
                Err(Box::new(Error::reentrant(self.batcher.name(), key)))
            }
            (wait, _) => {
                waiting.aside = wait.ok().map(|wait| Box::new(Aside { _wait: wait, ..Aside::default() }));
                Ok(())
            }
        }
    }

    /// Arrives at once, because the answer was there before.
    fn is_at(&mut self, place: Place) -> Stage {
        self.travel(Waiting { ticket: Ticket::spent(place), aside: None });
        Stage::Arrived
    }

    /// Replaces the state. The key has left the old one, so there is nothing to drop.
    fn travel(&mut self, waiting: Waiting) {
        mem::forget(mem::replace(&mut self.state, State::Waits(waiting)));
    }

    /// Reads the answer. The place of the answer stays until the load is dropped, which is soon.
    fn read<A: Clone + 'static>(&self) -> Result<A, Box<Error>> {
        match &self.state {
            State::Waits(waiting) => waiting.ticket.place.read(self.batcher.name()),
            State::Rests(_) => self.has_ended(),
        }
    }

    #[cold]
    fn has_ended(&self) -> ! {
        panic!("a load of `{}` was polled after it had ended", self.batcher.name())
    }

    /// Gives up the ticket of a load that is dropped before it arrived.
    #[cold]
    fn give_up(&self, ticket: &Ticket) {
        match ticket.place.answers.outcome() {
            Some(outcome) => self.batcher.turns.turn().read(outcome.unread),
            None => self.batcher.leave(ticket),
        }
    }
}

impl Waiting {
    #[inline]
    fn is_answered(&self) -> bool {
        self.ticket.place.answers.outcome().is_some()
    }

    /// Arrives, because the answer is there.
    fn arrive(&mut self, turn: &Turn) {
        self.ticket.spend();
        if let Some(outcome) = self.ticket.place.answers.outcome() {
            turn.read(outcome.unread);
        }
    }

    /// Handles a poll without an answer: leaves the waker, and sends the batch if it is this waiter's turn.
    fn attend<K: Key>(&mut self, batcher: &Arc<Batcher<K>>, cx: &mut Context<'_>) {
        let mut waker = cx.waker().clone();
        let duty = batcher.lock().attend(&self.ticket, &mut waker);
        drop(waker);
        if let Duty::Lead(opening) = duty {
            let is_over = batcher.has_waited_long(opening);
            if self.aside.get_or_insert_default().rounds.pass(batcher.turns.turn(), is_over) {
                run::in_place(&Opened::new(Arc::clone(batcher) as _, opening));
            } else {
                task::defer(cx);
            }
        }
    }
}

impl<K: Key> Drop for Journey<K> {
    fn drop(&mut self) {
        if let State::Waits(Waiting { ticket, .. }) = &self.state
            && !ticket.is_spent()
        {
            self.give_up(ticket);
        }
    }
}

impl<K: Key> Batcher<K> {
    /// Counts one more round in which the leader of an opening has waited. Returns whether this leader and those before
    /// it have waited long enough.
    fn has_waited_long(&self, opening: u64) -> bool {
        let mut waited = self.waited.lock().unwrap_or_else(PoisonError::into_inner);
        if waited.opening != opening {
            *waited = Waited { opening, patience: Patience::default() };
        }
        waited.patience.ends(REQUEST_PATIENCE)
    }

    /// Removes a waiter that goes before its answer came.
    pub(super) fn leave(&self, ticket: &Ticket) {
        let left = self.lock().leave(ticket);
        if let Some(flight) = left.flight {
            flight.interest.lose();
        }
        if let Some(leader) = left.leader {
            task::wake(leader);
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
            State::Waits(waiting) if !waiting.ticket.is_spent() => "waits",
            State::Waits(_) | State::Rests(None) => "done",
        };
        f.debug_struct("Load").field("loader", &self.journey.batcher.name()).field("state", &state).finish()
    }
}
