//! Applies each transition to a queue, and compares what the queue says with the model.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Wake, Waker};

use proptest_state_machine::{ReferenceStateMachine, StateMachineTest};

use super::model::{Answer, Model, Outcome, Transition, Waits};
use crate::Error;
use crate::scheduler::answers::{Answered, Answers, Place, Values};
use crate::scheduler::drive::Driver;
use crate::scheduler::queue::{Arrival, Chunk, DeferredDrops, Duty, Joined, Limits, Primed, Queue, Ticket};

/// A queue, and what loads and batches hold of it.
pub(super) struct Machine {
    queue: Queue<u8>,
    driver: Driver,
    cache: bool,
    serial: usize,
    /// The most batches that existed at the same time.
    most: usize,
    waiters: Vec<Option<Waiter>>,
    /// The batches under way, by their number in the model.
    flights: BTreeMap<usize, Chunk<u8>>,
}

struct Waiter {
    ticket: Ticket,
    flag: Arc<Flag>,
}

/// Whether a waiter will be polled.
#[derive(Default)]
struct Flag(AtomicBool);

impl Flag {
    fn set(&self, woken: bool) {
        self.0.store(woken, Ordering::Relaxed);
    }

    fn is_set(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

impl Wake for Flag {
    fn wake(self: Arc<Self>) {
        self.set(true);
    }
}

/// Keys collide on purpose.
fn hash(key: u8) -> u64 {
    u64::from(key % 2)
}

impl StateMachineTest for Machine {
    type SystemUnderTest = Self;
    type Reference = Model;

    fn init_test(model: &Model) -> Self {
        Self {
            queue: Queue::new("", Limits { keys: model.limit, bytes: model.bytes, cache: model.cache }),
            driver: Driver::new(),
            cache: model.cache,
            serial: 0,
            most: 0,
            waiters: Vec::new(),
            flights: BTreeMap::new(),
        }
    }

    fn apply(mut machine: Self, model: &Model, transition: Transition) -> Self {
        let outcome = match transition {
            Transition::Join { key, driven } => machine.join(key, driven),
            Transition::Attend(waiter) => machine.attend(waiter),
            Transition::Leave(waiter) => machine.leave(waiter),
            Transition::Send => machine.send(model),
            Transition::Land { batch, ok } => machine.land(batch, ok),
            Transition::Prime(keys) => machine.prime(&keys),
            Transition::Clear(key) => done(machine.queue.clear(hash(key), &key)),
            Transition::ClearAll => done(machine.queue.clear_all()),
            Transition::Release => machine.wake(Queue::release),
            Transition::WakeSuccessors => machine.wake(Queue::wake_successors),
        };
        assert_eq!(outcome, model.outcome);
        machine.most = machine.most.max(machine.queue.batches.used().count());
        machine
    }

    fn check_invariants(machine: &Self, model: &Model) {
        assert_eq!(machine.queue.batches.opening.is_some(), model.is_open());
        assert_eq!(machine.queue.slots.len(), model.known());
        assert_eq!(machine.queue.batches.pending(), model.alive());
        for (id, batch) in machine.queue.batches.used() {
            assert_eq!(batch.slots, machine.queue.slots.iter().filter(|slot| slot.batch() == id).count());
            assert!(batch.is_pending() || batch.slots > 0, "a batch that nobody remembers is gone");
        }
        // The queue takes in primed keys before it removes the batches that they replace.
        assert!(machine.queue.batches.numbers() <= machine.most + 1, "the numbers of batches are used again");
        let will_be_polled = |waiter: usize| machine.waiters[waiter].as_ref().unwrap().flag.is_set();
        let mut leads = false;
        for (waiter, waits) in model.waiting() {
            leads |= waits == Waits::Opening && will_be_polled(waiter);
            assert!(waits != Waits::Nothing || will_be_polled(waiter), "a waiter sleeps on its answer");
        }
        assert!(leads || model.is_driven() || !model.is_open(), "nobody will send");
    }

    /// Brings everything to its end, and checks that nothing is left.
    fn teardown(mut machine: Self, mut model: Model) {
        let mut step = |transition: Transition| {
            model = <Model as ReferenceStateMachine>::apply(model.clone(), &transition);
            machine =
                Self::apply(std::mem::replace(&mut machine, Self::init_test(&model)), &model, transition);
            Self::check_invariants(&machine, &model);
            (model.flying(), model.waiting().map(|(waiter, _)| waiter).collect::<Vec<_>>())
        };
        let (flying, _) = step(Transition::Send);
        for batch in flying {
            step(Transition::Land { batch, ok: true });
        }
        for waiter in step(Transition::Send).1 {
            step(Transition::Attend(waiter));
        }
        assert!(machine.queue.is_at_rest());
        assert!(machine.cache || machine.queue.slots.is_empty());
    }
}

impl Machine {
    fn opening(&self) -> Option<u64> {
        self.queue.batches.opening.as_ref().map(|open| open.id)
    }

    fn join(&mut self, key: u8, driven: bool) -> Outcome {
        let flag = Arc::<Flag>::default();
        let waker = Some(Waker::from(Arc::clone(&flag)));
        let bytes = usize::from(key);
        let known = self.queue.answered(hash(key), &key).map(|place| read(&place));
        let mut arrival =
            Arrival { hash: hash(key), key: Some(key), bytes, waker, driver: driven.then_some(self.driver) };
        match self.queue.join(&mut arrival) {
            Joined::Answered(place) => {
                let answer = read(&place);
                assert_eq!(known, Some(answer));
                Outcome::Answered(answer)
            }
            Joined::Waits { ticket, to_announce } => {
                assert_eq!(known, None);
                assert!(to_announce.is_none() || to_announce == self.opening());
                flag.set(to_announce.is_some() && !driven);
                self.waiters.push(Some(Waiter { ticket, flag }));
                Outcome::Waits { anew: arrival.key.is_none(), tells_driver: to_announce.is_some() && driven }
            }
        }
    }

    fn attend(&mut self, at: usize) -> Outcome {
        let Waiter { ticket, flag } = self.waiters[at].as_mut().expect("the waiter waits");
        if ticket.place.answers.outcome().is_some() {
            return self.end(at);
        }
        // Every poll brings another waker.
        *flag = Arc::default();
        let mut waker = Waker::from(Arc::clone(flag));
        let duty = self.queue.attend(ticket, &mut waker);
        // A leader asks to be polled again.
        flag.set(duty != Duty::Wait);
        if let Duty::Lead(opening) = duty {
            let open = self.queue.batches.opening.as_ref().expect("who leads, leads an opening");
            assert!(
                open.id == opening
                    && open.driver.is_none()
                    && open.batches().any(|batch| batch == ticket.batch)
            );
        }
        Outcome::Done
    }

    fn end(&mut self, at: usize) -> Outcome {
        let Waiter { ticket, .. } = self.waiters[at].take().expect("the waiter waits");
        assert!(!self.queue.leave(&ticket).removed);
        Outcome::Answered(read(&ticket.place))
    }

    fn leave(&mut self, at: usize) -> Outcome {
        let waiter = self.waiters[at].as_ref().expect("the waiter waits");
        if waiter.ticket.place.answers.outcome().is_some() {
            return self.end(at);
        }
        let left = self.queue.leave(&waiter.ticket);
        assert!(left.removed);
        self.waiters[at] = None;
        left.leader.into_iter().for_each(Waker::wake);
        Outcome::Gone { aborts: left.flight.is_some() }
    }

    fn send(&mut self, model: &Model) -> Outcome {
        let Some(opening) = self.opening() else { return Outcome::Sent(Vec::new()) };
        let (first, others) = self.queue.send(opening).expect("what is open is sent");
        let chunks: Vec<_> = [first].into_iter().chain(others).collect();
        assert!(self.queue.send(opening).is_none());
        let sent = Outcome::Sent(chunks.iter().map(asked).collect());
        // Everything that was sent before is a flight already, so these are the new ones, in order.
        let new = model.flying().into_iter().filter(|batch| !self.flights.contains_key(batch));
        let new: Vec<_> = new.collect();
        assert_eq!(new.len(), chunks.len());
        self.flights.extend(new.into_iter().zip(chunks));
        sent
    }

    fn land(&mut self, batch: usize, ok: bool) -> Outcome {
        let chunk = self.flights.remove(&batch).expect("the batch is under way");
        let answers = asked(&chunk).into_iter().map(|key| Answer::fetched(key, batch)).collect();
        let answered = Answered::new(Values::new::<Answer>(answers), chunk.positions);
        let result = if ok { Ok(answered) } else { Err(Error::Lost { loader: "" }) };
        let mut delivered = None;
        let mut landed = self.queue.land(chunk.batch, &chunk.answers, result, |waiters| {
            delivered = Some(waiters);
            None
        });
        landed.wakers().for_each(Waker::wake);
        Outcome::Landed(delivered)
    }

    fn prime(&mut self, keys: &[u8]) -> Outcome {
        let mut drops = DeferredDrops::default();
        if self.cache {
            let answer = |key: &u8| {
                self.serial += 1;
                Answer::Primed { key: *key, serial: self.serial }
            };
            let answers = Answers::known("", Values::new::<Answer>(keys.iter().map(answer).collect()));
            let hashes = keys.iter().copied().map(hash).collect();
            let is_replaceable = |answers: &Answers, at: usize| {
                answers.peek::<Answer>(at).is_none_or(|answer| *answer == Answer::Absent)
            };
            self.queue.prime(Primed { keys: keys.to_vec(), hashes, answers }, is_replaceable, &mut drops);
        }
        done(drops)
    }

    /// Wakes the waiters that the queue names, now that nobody sends the opening any more.
    fn wake<W: IntoIterator<Item = Waker>>(
        &mut self,
        whom: impl FnOnce(&mut Queue<u8>, u64) -> W,
    ) -> Outcome {
        if let Some(opening) = self.opening() {
            whom(&mut self.queue, opening).into_iter().for_each(Waker::wake);
        }
        Outcome::Done
    }
}

/// Returns the keys that are asked for.
fn asked(chunk: &Chunk<u8>) -> Vec<u8> {
    match &chunk.positions {
        Some(positions) => positions.iter().map(|at| chunk.keys[*at]).collect(),
        None => chunk.keys.to_vec(),
    }
}

fn read(place: &Place) -> Result<Answer, ()> {
    place.read("").map_err(drop)
}

fn done(drops: DeferredDrops<u8>) -> Outcome {
    drop(drops);
    Outcome::Done
}
