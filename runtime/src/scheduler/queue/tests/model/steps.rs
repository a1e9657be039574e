//! Each operation, done to the queue and to the model, and what the queue says compared.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::task::Waker;

use super::{Answer, Ask, Batch, Flag, Flight, Known, Operation, Waiter, World};
use crate::Error;
use crate::scheduler::answers::{Answers, Place};
use crate::scheduler::queue::{Arrival, Debris, Duty, Joined, Primed};

/// Keys collide on purpose.
fn hash(key: u8) -> u64 {
    u64::from(key % 2)
}

impl World {
    pub(super) fn apply(&mut self, operation: Operation) {
        match operation {
            Operation::Join { key, driven } => self.join(key, driven),
            Operation::Attend(waiter) => drop(some(waiter, &self.waiters).map(|at| self.attend(at))),
            Operation::Leave(waiter) => drop(some(waiter, &self.waiters).map(|at| self.leave(at))),
            Operation::Send => self.send(),
            Operation::Land { flight, ok } => drop(some(flight, &self.flights).map(|at| self.land(at, ok))),
            Operation::Prime(key) => self.prime(key),
            Operation::Clear(key) => self.clear(key),
            Operation::ClearAll => self.clear_all(),
            Operation::Release => self.release(),
            Operation::Rouse => self.rouse(),
        }
    }

    fn join(&mut self, key: u8, driven: bool) {
        let flag = Arc::<Flag>::default();
        let waker = Some(Waker::from(Arc::clone(&flag)));
        let mut arrival = Arrival { hash: hash(key), keys: Some((key, key)), bytes: 0, waker, driven };
        let joined = self.queue.join(&mut arrival);
        match (joined, self.known.get(&key).copied()) {
            (Joined::Answered(place), Some(Known::Answer(answer))) => {
                assert_eq!(place.read("").unwrap().unwrap(), answer);
            }
            (Joined::Waits { ticket, opened }, known) => {
                let ask = match known {
                    Some(Known::Asked(ask)) => ask,
                    None => self.ask(key),
                    Some(Known::Answer(_)) => panic!("the answer for {key} is known"),
                };
                assert_eq!(
                    arrival.keys.is_none(),
                    known.is_none(),
                    "a key that is asked anew stays in the queue"
                );
                self.asks[ask].waiting += 1;
                if let Some(opening) = opened {
                    assert_eq!(Some(opening), self.opening_id());
                    self.driven |= driven;
                    flag.0.store(!driven, Ordering::Relaxed);
                }
                self.waiters.push(Waiter { ask, ticket, flag });
            }
            (Joined::Answered(_), known) => panic!("{key} was answered, and is {known:?}"),
        }
    }

    fn ask(&mut self, key: u8) -> usize {
        let ask = self.asks.len();
        let roomy = self.opening.last().copied().filter(|batch| self.batches[*batch].asks.len() < self.limit);
        let batch = roomy.unwrap_or_else(|| {
            self.batches.push(Batch::default());
            self.opening.push(self.batches.len() - 1);
            self.batches.len() - 1
        });
        self.batches[batch].asks.push(ask);
        self.asks.push(Ask { key, batch, waiting: 0, primed: None, outcome: None });
        self.known.insert(key, Known::Asked(ask));
        ask
    }

    /// The waiter is polled.
    fn attend(&mut self, at: usize) {
        let Waiter { ask, ticket, flag } = &self.waiters[at];
        flag.0.store(false, Ordering::Relaxed);
        if ticket.place.answers.outcome().is_some() {
            return self.read(at);
        }
        let mut waker = Waker::from(Arc::clone(flag));
        if let Duty::Lead(opening) = self.queue.attend(ticket, &mut waker) {
            assert_eq!(Some(opening), self.opening_id());
            assert!(self.opening.contains(&self.asks[*ask].batch) && !self.driven);
            // A leader asks to be polled again.
            flag.0.store(true, Ordering::Relaxed);
        }
    }

    pub(super) fn read(&mut self, at: usize) {
        let Waiter { ask, ticket, .. } = self.waiters.swap_remove(at);
        let ask = &self.asks[ask];
        let answer = ticket.place.read("").expect("the batch has ended").map_err(drop);
        let expected = ask.primed.map_or(ask.outcome, |primed| Some(Ok(primed)));
        assert_eq!(Some(answer), expected, "key {}", ask.key);
        assert!(!self.queue.leave(&ticket).removed);
    }

    fn leave(&mut self, at: usize) {
        if self.waiters[at].ticket.place.answers.outcome().is_some() {
            return self.read(at);
        }
        let Waiter { ask, ticket, .. } = self.waiters.swap_remove(at);
        let left = self.queue.leave(&ticket);
        assert!(left.removed);
        self.asks[ask].waiting -= 1;
        let batch = self.asks[ask].batch;
        let alone = self.batches[batch].asks.iter().all(|ask| self.asks[*ask].waiting == 0);
        assert_eq!(left.flight.is_some(), alone && self.batches[batch].sent);
        if alone {
            self.forget(batch);
        }
        left.leader.into_iter().for_each(Waker::wake);
    }

    /// Nobody waits for a batch, or it failed.
    fn forget(&mut self, batch: usize) {
        self.batches[batch].over = true;
        self.opening.retain(|open| *open != batch);
        for ask in &self.batches[batch].asks {
            let key = self.asks[*ask].key;
            if self.known.get(&key) == Some(&Known::Asked(*ask)) {
                self.known.remove(&key);
            }
        }
        self.driven &= !self.opening.is_empty();
    }

    pub(super) fn send(&mut self) {
        let Some(opening) = self.opening_id() else { return };
        let (chunks, _debris) = self.queue.send(opening);
        let batches = std::mem::take(&mut self.opening);
        self.driven = false;
        assert_eq!(chunks.len(), batches.len());
        for (chunk, batch) in chunks.into_iter().zip(batches) {
            self.batches[batch].sent = true;
            let (mut keys, asks) = (Vec::new(), self.batches[batch].asks.clone());
            for ask in asks {
                let Ask { key, waiting, primed, .. } = self.asks[ask];
                if waiting == 0 && self.known.get(&key) == Some(&Known::Asked(ask)) {
                    self.known.remove(&key);
                }
                if waiting > 0 && primed.is_none() {
                    keys.push(key);
                }
            }
            assert_eq!(chunk.keys, keys);
            assert_eq!(keys.iter().collect::<BTreeSet<_>>().len(), keys.len(), "a key twice in one chunk");
            self.flights.push(Flight { batch, chunk });
        }
        assert!(self.queue.send(opening).0.is_empty());
    }

    pub(super) fn land(&mut self, at: usize, ok: bool) {
        let Flight { batch, chunk } = self.flights.swap_remove(at);
        let asks = self.batches[batch].asks.clone();
        let answer = |ask: usize, key: u8| {
            if key.is_multiple_of(5) { Answer::Absent } else { Answer::Fetched { key, ask } }
        };
        let answers: Vec<_> = asks.iter().map(|ask| answer(*ask, self.asks[*ask].key)).collect();
        assert_eq!(chunk.asked, answers.len());
        let waiting: usize = asks.iter().map(|ask| self.asks[*ask].waiting).sum();
        let result = if ok { Ok(answers.clone()) } else { Err(Error::Lost { loader: "" }) };

        let mut delivered = None;
        let landed = self.queue.land(chunk.batch, &chunk.answers, result, |waiters| {
            delivered = Some(waiters);
            None
        });
        let abandoned = self.batches[batch].over;
        assert_eq!(delivered, (!abandoned).then_some(waiting));
        landed.wakers.into_iter().for_each(Waker::wake);
        if abandoned {
            return;
        }
        for (ask, answer) in asks.into_iter().zip(answers) {
            self.asks[ask].outcome = Some(if ok { Ok(answer) } else { Err(()) });
            let key = self.asks[ask].key;
            if ok && self.cache && self.known.get(&key) == Some(&Known::Asked(ask)) {
                self.known.insert(key, Known::Answer(answer));
            }
        }
        self.forget(batch);
        let flags = self.waiters.iter().filter(|waiter| self.asks[waiter.ask].batch == batch);
        assert!(flags.into_iter().all(|waiter| waiter.flag.0.load(Ordering::Relaxed)), "a waiter sleeps on");
    }

    fn prime(&mut self, key: u8) {
        if !self.cache {
            return;
        }
        self.serial += 1;
        let answer = Answer::Primed { key, serial: self.serial };
        let place = Place::new(&Answers::known(vec![answer]), 0);
        let primed = Primed { hash: hash(key), key, place };
        let mut debris = Debris::default();
        self.queue.prime(primed, |answer| *answer == Answer::Absent, &mut debris);
        match self.known.get(&key) {
            Some(Known::Answer(answer)) if *answer != Answer::Absent => return,
            Some(Known::Asked(ask)) if !self.batches[self.asks[*ask].batch].sent => {
                self.asks[*ask].primed = Some(answer);
            }
            _ => {}
        }
        self.known.insert(key, Known::Answer(answer));
    }

    fn is_queued(&self, known: &Known) -> bool {
        matches!(known, Known::Asked(ask) if !self.batches[self.asks[*ask].batch].sent)
    }

    fn clear(&mut self, key: u8) {
        drop(self.queue.clear(hash(key), &key));
        if self.known.get(&key).is_some_and(|known| !self.is_queued(known)) {
            self.known.remove(&key);
        }
    }

    fn clear_all(&mut self) {
        drop(self.queue.clear_all());
        let queued = self.known.iter().filter(|(_, known)| self.is_queued(known));
        self.known = queued.map(|(key, known)| (*key, *known)).collect();
    }

    fn release(&mut self) {
        let Some(opening) = self.opening_id().filter(|_| self.driven) else { return };
        self.queue.release(opening).into_iter().for_each(Waker::wake);
        self.driven = false;
    }

    fn rouse(&mut self) {
        let Some(opening) = self.opening_id() else { return };
        self.queue.rouse(opening).into_iter().for_each(Waker::wake);
        self.driven = false;
    }
}

fn some<T>(which: usize, all: &[T]) -> Option<usize> {
    (!all.is_empty()).then(|| which % all.len())
}
