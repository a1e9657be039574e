//! The transitions that are possible, and what each does to the model.

use proptest::prelude::*;
use proptest::sample::select;
use proptest::strategy::Union;
use proptest_state_machine::ReferenceStateMachine;

use super::{Answer, Ask, Batch, Known, Model, Outcome, Transition, Waiter};

impl ReferenceStateMachine for Model {
    type State = Self;
    type Transition = Transition;

    fn init_state() -> BoxedStrategy<Self> {
        let bytes = prop_oneof![Just(usize::MAX), 4_usize..9];
        (1_usize..5, bytes, any::<bool>(), any::<bool>())
            .prop_map(|(limit, bytes, cache, drivers)| Self { bytes, cache, drivers, ..Self::new(limit) })
            .boxed()
    }

    fn transitions(model: &Self) -> BoxedStrategy<Transition> {
        let key = 0_u8..6;
        let driven = if model.drivers { any::<bool>().boxed() } else { Just(false).boxed() };
        let mut all = vec![
            (8, (key.clone(), driven).prop_map(|(key, driven)| Transition::Join { key, driven }).boxed()),
            (3, Just(Transition::Send).boxed()),
            (2, prop::collection::vec(key.clone(), 1..4).prop_map(Transition::Prime).boxed()),
            (2, key.prop_map(Transition::Clear).boxed()),
            (1, Just(Transition::ClearAll).boxed()),
            (1, Just(Transition::Release).boxed()),
            (1, Just(Transition::WakeSuccessors).boxed()),
        ];
        let waiting: Vec<_> = model.waiting().map(|(waiter, _)| waiter).collect();
        if !waiting.is_empty() {
            all.push((5, select(waiting.clone()).prop_map(Transition::Attend).boxed()));
            all.push((4, select(waiting).prop_map(Transition::Leave).boxed()));
        }
        let flying = model.flying();
        if !flying.is_empty() {
            let land = (select(flying), any::<bool>());
            all.push((3, land.prop_map(|(batch, ok)| Transition::Land { batch, ok }).boxed()));
        }
        Union::new_weighted(all).boxed()
    }

    fn preconditions(model: &Self, transition: &Transition) -> bool {
        match transition {
            Transition::Attend(waiter) | Transition::Leave(waiter) => {
                model.waiters.get(*waiter).is_some_and(|waiter| !waiter.gone)
            }
            Transition::Land { batch, .. } => model.flying().contains(batch),
            _ => true,
        }
    }

    fn apply(mut model: Self, transition: &Transition) -> Self {
        model.outcome = match transition {
            Transition::Join { key, driven } => model.join(*key, *driven),
            Transition::Attend(waiter) => model.attend(*waiter),
            Transition::Leave(waiter) => model.leave(*waiter),
            Transition::Send => model.send(),
            Transition::Land { batch, ok } => model.land(*batch, *ok),
            Transition::Prime(keys) => model.prime(keys),
            Transition::Clear(key) => model.clear(|known| known == key),
            Transition::ClearAll => model.clear(|_| true),
            Transition::Release | Transition::WakeSuccessors => model.undrive(),
        };
        model
    }
}

impl Model {
    fn join(&mut self, key: u8, driven: bool) -> Outcome {
        let (ask, anew) = match self.known.get(&key) {
            Some(Known::Answer(answer)) => return Outcome::Answered(Ok(*answer)),
            Some(Known::Asked(ask)) => (*ask, false),
            None => (self.ask(key), true),
        };
        self.asks[ask].waiting += 1;
        self.waiters.push(Waiter { ask, gone: false });
        let tells_driver = driven && !self.driven && self.opening.contains(&self.asks[ask].batch);
        self.driven |= tells_driver;
        Outcome::Waits { anew, tells_driver }
    }

    fn ask(&mut self, key: u8) -> usize {
        let weight =
            |batch: &Batch| batch.asks.iter().map(|ask| usize::from(self.asks[*ask].key)).sum::<usize>();
        let has_room =
            |batch: &Batch| batch.asks.len() < self.limit && weight(batch) + usize::from(key) <= self.bytes;
        let roomy = self.opening.last().copied().filter(|batch| has_room(&self.batches[*batch]));
        let batch = roomy.unwrap_or_else(|| {
            self.batches.push(Batch::default());
            self.opening.push(self.batches.len() - 1);
            self.batches.len() - 1
        });
        let ask = self.asks.len();
        self.batches[batch].asks.push(ask);
        self.asks.push(Ask { key, batch, waiting: 0, primed: None, outcome: None });
        self.known.insert(key, Known::Asked(ask));
        ask
    }

    fn attend(&mut self, waiter: usize) -> Outcome {
        let Ask { primed, outcome, .. } = self.asks[self.waiters[waiter].ask];
        let Some(outcome) = outcome else { return Outcome::Done };
        self.waiters[waiter].gone = true;
        Outcome::Answered(primed.map_or(outcome, Ok))
    }

    fn leave(&mut self, waiter: usize) -> Outcome {
        let answered = self.attend(waiter);
        if answered != Outcome::Done {
            return answered;
        }
        self.waiters[waiter].gone = true;
        let ask = self.waiters[waiter].ask;
        self.asks[ask].waiting -= 1;
        let batch = self.asks[ask].batch;
        let alone = self.batches[batch].asks.iter().all(|ask| self.asks[*ask].waiting == 0);
        if alone {
            self.forget(batch);
        }
        Outcome::Gone { aborts: alone && self.batches[batch].sent }
    }

    /// Ends a batch, and forgets its keys unless they are known in another way.
    fn forget(&mut self, batch: usize) {
        self.batches[batch].over = true;
        self.opening.retain(|open| *open != batch);
        for ask in &self.batches[batch].asks {
            let key = self.asks[*ask].key;
            if self.known.get(&key) == Some(&Known::Asked(*ask)) {
                self.known.remove(&key);
            }
        }
        self.driven &= self.is_open();
    }

    fn send(&mut self) -> Outcome {
        self.driven = false;
        let opening = std::mem::take(&mut self.opening);
        Outcome::Sent(opening.into_iter().map(|batch| self.send_batch(batch)).collect())
    }

    fn send_batch(&mut self, batch: usize) -> Vec<u8> {
        self.batches[batch].sent = true;
        let mut keys = Vec::new();
        for ask in &self.batches[batch].asks {
            let Ask { key, waiting, primed, .. } = self.asks[*ask];
            if waiting == 0 && self.known.get(&key) == Some(&Known::Asked(*ask)) {
                self.known.remove(&key);
            }
            if waiting > 0 && primed.is_none() {
                keys.push(key);
            }
        }
        keys
    }

    fn land(&mut self, batch: usize, ok: bool) -> Outcome {
        self.batches[batch].landed = true;
        if self.batches[batch].over {
            return Outcome::Landed(None);
        }
        let mut waiting = 0;
        for ask in &self.batches[batch].asks {
            let key = self.asks[*ask].key;
            let answer = Answer::fetched(key, batch);
            waiting += self.asks[*ask].waiting;
            self.asks[*ask].outcome = Some(if ok { Ok(answer) } else { Err(()) });
            if ok && self.cache && self.known.get(&key) == Some(&Known::Asked(*ask)) {
                self.known.insert(key, Known::Answer(answer));
            }
        }
        self.forget(batch);
        Outcome::Landed(Some(waiting))
    }

    fn prime(&mut self, keys: &[u8]) -> Outcome {
        for key in keys.iter().filter(|_| self.cache) {
            self.serial += 1;
            let answer = Answer::Primed { key: *key, serial: self.serial };
            match self.known.get(key) {
                Some(Known::Answer(answer)) if *answer != Answer::Absent => continue,
                Some(Known::Asked(ask)) if !self.batches[self.asks[*ask].batch].sent => {
                    self.asks[*ask].primed = Some(answer);
                }
                _ => {}
            }
            self.known.insert(*key, Known::Answer(answer));
        }
        Outcome::Done
    }

    /// Forgets the chosen keys. A queued key stays, because its answer will be as new as it can be.
    fn clear(&mut self, chosen: impl Fn(&u8) -> bool) -> Outcome {
        let Self { known, asks, batches, .. } = self;
        let is_queued = |known: &Known| matches!(known, Known::Asked(ask) if !batches[asks[*ask].batch].sent);
        known.retain(|key, known| !chosen(key) || is_queued(known));
        Outcome::Done
    }

    fn undrive(&mut self) -> Outcome {
        self.driven = false;
        Outcome::Done
    }
}
