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
use super::opening_ref::OpeningRef;
use super::queue::{Arrival, Duty, Joined, Ticket};
use super::run;
use super::task;
use super::turn::{MAX_WAIT_FOR_REQUEST, Rounds, Turn, WaitTime};
use super::{Batcher, LeadTime};
use crate::Error;
use crate::key::Key;
use crate::sync::atomic::Ordering;

/// The load of one key: a future that does nothing until it is polled.
#[must_use = "a load does nothing until it is awaited"]
pub struct Load<K: Key, A> {
    untyped: UntypedLoad<K>,
    answer: PhantomData<fn() -> A>,
}

impl<K: Key, A> Load<K, A> {
    pub(crate) fn new(batcher: Arc<Batcher<K>>, key: K) -> Self {
        Self { untyped: UntypedLoad { batcher, state: LoadState::Idle(Some(key)) }, answer: PhantomData }
    }

    /// Returns the batch that the load waits for.
    pub(super) fn waits_for(&self) -> Option<*const Answers> {
        match &self.untyped.state {
            LoadState::Waiting(waiting) => Some(Arc::as_ptr(&waiting.ticket.place.answers)),
            LoadState::Idle(_) => None,
        }
    }
}

impl<K: Key, A: Clone + 'static> Future for Load<K, A> {
    type Output = Result<A, Error>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let untyped = &mut self.untyped;
        let error = match untyped.go_on(cx) {
            Progress::Waiting => return Poll::Pending,
            Progress::Answered => match untyped.read() {
                Ok(answer) => return Poll::Ready(Ok(answer)),
                Err(error) => error,
            },
            Progress::Failed(error) => error,
        };
        Poll::Ready(Err(*error))
    }
}

/// How far a load has come.
enum Progress {
    Waiting,
    Answered,
    Failed(Box<Error>),
}

/// A load without its type of answer, so that its code is compiled once for each type of key.
struct UntypedLoad<K: Key> {
    batcher: Arc<Batcher<K>>,
    state: LoadState<K>,
}

enum LoadState<K> {
    /// Has the key before the load begins, and none after the load has ended.
    Idle(Option<K>),
    /// Lasts until the ticket is spent.
    Waiting(Waiting),
}

struct Waiting {
    ticket: Ticket,
    /// State that only few waiters have.
    rare: Option<Box<RareState>>,
}

#[derive(Default)]
struct RareState {
    /// For a waiter that leads.
    rounds: Rounds,
    /// For a waiter within a batch function.
    _wait: Option<Wait>,
}

// Nothing in here is pinned: the state is replaced, never borrowed across polls.
impl<K: Key> Unpin for UntypedLoad<K> {}

impl<K: Key> UntypedLoad<K> {
    fn go_on(&mut self, cx: &mut Context<'_>) -> Progress {
        match &mut self.state {
            LoadState::Idle(key) => match key.take() {
                Some(key) => self.start(key, cx),
                None => self.has_ended(),
            },
            LoadState::Waiting(waiting) => {
                if !waiting.is_answered() {
                    waiting.handle_poll(&self.batcher, cx);
                    if !waiting.is_answered() {
                        return Progress::Waiting;
                    }
                }
                if waiting.ticket.is_spent() {
                    self.has_ended();
                }
                waiting.finish(self.batcher.shared_turn.turn());
                Progress::Answered
            }
        }
    }

    fn start(&mut self, key: K, cx: &mut Context<'_>) -> Progress {
        let batcher = &self.batcher;
        batcher.catch_up();
        let hash = batcher.hash(&key);
        if batcher.may_have_answers.load(Ordering::Relaxed) {
            let known = batcher.lock().answered(hash, &key);
            if let Some(place) = known {
                return self.set_answered(place);
            }
        }
        self.join(hash, key, cx)
    }

    fn join(&mut self, hash: u64, key: K, cx: &mut Context<'_>) -> Progress {
        let batcher = &self.batcher;
        let driver = drive::current_driver();
        if driver.is_none() {
            batcher.shared_turn.turn().note_arrival();
        }
        let bytes = batcher.weight.of(&key);
        let mut arrival = Arrival { hash, bytes, key: Some(key), waker: Some(cx.waker().clone()), driver };
        let joined = batcher.lock().join(&mut arrival);
        match joined {
            Joined::Answered(place) => self.set_answered(place),
            Joined::Waits { ticket, to_announce } => {
                // First of all, so that the claim is handed back if the user's code panics in what follows.
                self.set_waiting(Waiting { ticket, rare: None });
                // Second, because others who count on it may have joined meanwhile.
                if let Some(opening) = to_announce {
                    self.announce(opening, cx);
                }
                if nesting::is_in_batch()
                    && let Err(error) = self.wait_within()
                {
                    return Progress::Failed(error);
                }
                if let LoadState::Waiting(waiting) = &self.state {
                    waiting.ticket.place.answers.trace.wait();
                }
                Progress::Waiting
            }
        }
    }

    /// Announces an opening to whoever will send it: the driver, or this load itself.
    #[cold]
    fn announce(&self, opening: u64, cx: &mut Context<'_>) {
        let opening = OpeningRef::new(Arc::clone(&self.batcher) as _, opening);
        if let Err(opening) = drive::add_opening(opening) {
            self.batcher.shared_turn.watch(&opening);
            task::defer(cx);
        }
    }

    /// Notes that the batch that makes this load waits for another. Fails if the other one waits for it already: even
    /// a new key may have joined a batch that another thread has sent since.
    #[cold]
    fn wait_within(&mut self) -> Result<(), Box<Error>> {
        let LoadState::Waiting(waiting) = &mut self.state else { return Ok(()) };
        if let Ok(wait) = nesting::wait_for(&waiting.ticket.place.answers) {
            waiting.rare = Some(Box::new(RareState { _wait: wait, ..RareState::default() }));
            return Ok(());
        }
        // Without the keys, the other batch has ended since, and with it the circle.
        let Some(keys) = self.batcher.lock().sent_keys(&waiting.ticket) else { return Ok(()) };
        let key = &keys[waiting.ticket.place.position];
        if let LoadState::Waiting(waiting) = mem::replace(&mut self.state, LoadState::Idle(None)) {
            self.batcher.leave(&waiting.ticket);
        }
        Err(Box::new(Error::reentrant(self.batcher.name(), key)))
    }

    /// Ends the wait before it begins, because the answer was there before.
    fn set_answered(&mut self, place: Place) -> Progress {
        self.set_waiting(Waiting { ticket: Ticket::spent(place), rare: None });
        Progress::Answered
    }

    /// Replaces the state. The key has left the old one, so there is nothing to drop.
    fn set_waiting(&mut self, waiting: Waiting) {
        mem::forget(mem::replace(&mut self.state, LoadState::Waiting(waiting)));
    }

    /// Reads the answer. The place of the answer stays until the load is dropped, which is soon.
    fn read<A: Clone + 'static>(&self) -> Result<A, Box<Error>> {
        match &self.state {
            LoadState::Waiting(waiting) => waiting.ticket.place.read(self.batcher.name()),
            LoadState::Idle(_) => self.has_ended(),
        }
    }

    #[cold]
    fn has_ended(&self) -> ! {
        panic!("a load of `{}` was polled after it had ended", self.batcher.name())
    }

    /// Gives up the ticket of a load that is dropped before it has read its answer.
    #[cold]
    fn give_up(&self, ticket: &Ticket) {
        match ticket.place.answers.outcome() {
            Some(outcome) => self.batcher.shared_turn.turn().note_read(outcome.unread),
            None => self.batcher.leave(ticket),
        }
    }
}

impl Waiting {
    #[inline]
    fn is_answered(&self) -> bool {
        self.ticket.place.answers.outcome().is_some()
    }

    /// Ends the wait, because the answer is there.
    #[inline]
    fn finish(&mut self, turn: &Turn) {
        self.ticket.spend();
        if let Some(outcome) = self.ticket.place.answers.outcome() {
            turn.note_read(outcome.unread);
        }
    }

    /// Handles a poll without an answer: leaves the waker, and sends the batch if it is this waiter's turn.
    fn handle_poll<K: Key>(&mut self, batcher: &Arc<Batcher<K>>, cx: &mut Context<'_>) {
        let mut waker = cx.waker().clone();
        let duty = batcher.lock().attend(&self.ticket, &mut waker);
        drop(waker);
        if let Duty::Lead(opening) = duty {
            let is_over = batcher.has_waited_long(opening);
            if self.rare.get_or_insert_default().rounds.goes_after_round(batcher.shared_turn.turn(), is_over)
            {
                run::send_in_place(&OpeningRef::new(Arc::clone(batcher) as _, opening));
            } else {
                task::defer(cx);
            }
        }
    }
}

impl<K: Key> Drop for UntypedLoad<K> {
    fn drop(&mut self) {
        if let LoadState::Waiting(Waiting { ticket, .. }) = &self.state
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
        let mut lead_time = self.lead_time.lock().unwrap_or_else(PoisonError::into_inner);
        if lead_time.opening != opening {
            *lead_time = LeadTime { opening, wait_time: WaitTime::default() };
        }
        lead_time.wait_time.is_over_after_round(MAX_WAIT_FOR_REQUEST)
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
        drop(left.drops);
        if !left.removed
            && let Some(outcome) = ticket.place.answers.outcome()
        {
            self.shared_turn.turn().note_read(outcome.unread);
        }
    }
}

impl<K: Key, A> fmt::Debug for Load<K, A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = match &self.untyped.state {
            LoadState::Idle(Some(_)) => "new",
            LoadState::Waiting(waiting) if !waiting.ticket.is_spent() => "waits",
            LoadState::Waiting(_) | LoadState::Idle(None) => "done",
        };
        f.debug_struct("Load").field("loader", &self.untyped.batcher.name()).field("state", &state).finish()
    }
}
