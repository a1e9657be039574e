//! Every order in which the steps of a few loads can happen, within a few preemptions.

use std::future::poll_fn;
use std::pin::Pin;
use std::sync::{Arc, OnceLock};
use std::task::{Context, Poll, Waker};

use loom::model::Builder;

use super::{Gate, Loader, Row, Table, poll, row};
use crate::Error;
use crate::scheduler::answers::Answers;
use crate::scheduler::nesting::{wait_for, within};
use crate::scheduler::opening_ref::ErasedBatcher;
use crate::scheduler::{Batcher, Load, Settings, SharedTurn, drive};
use crate::sources::capacity::Capacity;
use crate::sources::source::Source;
use crate::stats::Meter;
use crate::sync::atomic::Ordering;
use crate::sync::thread::JoinHandle;
use crate::sync::{block_on, thread};

mod changes;

/// How many threads are interrupted at a moment when they could go on. `LOOM_MAX_PREEMPTIONS` allows more, and takes
/// longer.
const PREEMPTIONS: usize = 3;

/// Enough polls for a leader to send.
const UNTIL_SENT: usize = 6;

fn check(model: impl Fn() + Send + Sync + 'static) {
    check_within(PREEMPTIONS, model);
}

fn check_within(preemptions: usize, model: impl Fn() + Send + Sync + 'static) {
    let mut builder = Builder::new();
    builder.preemption_bound.get_or_insert(preemptions);
    builder.max_branches = 10_000;
    builder.check(model);
}

impl Loader {
    /// Creates a loader of a table that answers at once.
    fn ready() -> Self {
        Self::new(Table::new(Gate::new(true)), Settings { name: "model", ..Settings::default() })
    }

    /// Creates a loader of a table whose batches wait at the gate.
    fn gated() -> Self {
        Self::new(Table::new(Gate::new(false)), Settings { name: "model", ..Settings::default() })
    }

    fn waits_in_a_thread(&self, key: u8) -> JoinHandle<Row> {
        let loader = self.clone();
        thread::spawn(move || loader.wait_for(key))
    }

    /// Loads a key with a driver, which sends at once. A load that leads by itself lets all other threads go first.
    fn drives(&self, key: u8) -> Row {
        row(key, block_on(drive(self.load(key))))
    }

    fn drives_in_a_thread(&self, key: u8) -> JoinHandle<Row> {
        let loader = self.clone();
        thread::spawn(move || loader.drives(key))
    }

    /// Returns a load whose batch is under way, in a thread of its own.
    fn sent(&self, key: u8) -> Load<u8, Option<Row>> {
        let mut load = self.load(key);
        poll(&mut load, UNTIL_SENT);
        load
    }

    fn open(&self) {
        let gate = &self.table().gate;
        gate.open.store(true, Ordering::Release);
        let waits = std::mem::take(&mut *gate.waits.lock().unwrap());
        waits.into_iter().for_each(Waker::wake);
    }

    fn opens_in_a_thread(&self) -> JoinHandle<()> {
        let loader = self.clone();
        thread::spawn(move || loader.open())
    }
}

#[test]
fn two_threads_that_load_are_answered() {
    check(|| {
        let loader = Loader::ready();
        let other = loader.waits_in_a_thread(1);
        loader.wait_for(2);
        other.join().unwrap();
        assert!(loader.is_at_rest());
    });
}

#[test]
fn two_threads_that_load_one_key_ask_once() {
    check(|| {
        let loader = Loader::ready();
        let other = loader.waits_in_a_thread(1);
        loader.wait_for(1);
        other.join().unwrap();
        assert_eq!(loader.table().asked(), [[1]]);
        assert!(loader.is_at_rest());
    });
}

#[test]
fn two_drivers_that_load_one_key_ask_once() {
    check(|| {
        let loader = Loader::ready();
        let other = loader.drives_in_a_thread(1);
        loader.drives(1);
        other.join().unwrap();
        assert_eq!(loader.table().asked(), [[1]]);
        assert!(loader.is_at_rest());
    });
}

#[test]
fn a_leader_that_goes_hands_on_to_the_next() {
    check(|| {
        let loader = Loader::ready();
        let mut leader = loader.load(1);
        poll(&mut leader, 1);
        let next_leader = loader.waits_in_a_thread(2);
        drop(leader);
        next_leader.join().unwrap();
        assert!(loader.is_at_rest());
    });
}

#[test]
fn a_next_leader_that_goes_as_well_hands_on() {
    check(|| {
        let loader = Loader::ready();
        let (mut leader, mut next_leader) = (loader.load(1), loader.load(2));
        poll(&mut leader, 1);
        let last = loader.waits_in_a_thread(3);
        poll(&mut next_leader, 1);
        let goes = thread::spawn(move || drop(leader));
        drop(next_leader);
        goes.join().unwrap();
        last.join().unwrap();
        assert!(loader.is_at_rest());
    });
}

#[test]
fn the_last_waiter_can_go_while_its_batch_lands() {
    check(|| {
        let loader = Loader::gated();
        let load = loader.sent(1);
        let opens = loader.opens_in_a_thread();
        drop(load);
        loader.drives(1);
        opens.join().unwrap();
        assert!(loader.is_at_rest());
    });
}

#[test]
fn one_waiter_of_a_key_goes_while_the_other_is_answered() {
    check(|| {
        let loader = Loader::gated();
        let load = loader.sent(1);
        let other = loader.waits_in_a_thread(1);
        loader.open();
        drop(load);
        other.join().unwrap();
        assert!(loader.is_at_rest());
    });
}

#[test]
fn an_answer_can_be_read_while_its_batch_lands() {
    check(|| {
        let loader = Loader::gated();
        let request = thread::spawn({
            let loader = loader.clone();
            move || block_on(drive(loader.load(1)))
        });
        loader.open();
        let other = loader.wait_for(1);
        assert_eq!(row(1, request.join().unwrap()), other);
        assert_eq!(loader.table().asked(), [[1]]);
        assert!(loader.is_at_rest());
    });
}

#[test]
fn a_driver_answers_two_threads_one_of_which_goes() {
    check(|| {
        let loader = Loader::new(
            Table::new(Gate::new(true)),
            Settings { max_batch_size: 1, concurrency: 1, name: "model", ..Settings::default() },
        );
        let stays = loader.waits_in_a_thread(1);
        let goes = thread::spawn({
            let loader = loader.clone();
            move || poll(&mut loader.load(2), 1)
        });
        row(3, block_on(drive(loader.load(3))));
        stays.join().unwrap();
        goes.join().unwrap();
        assert!(loader.is_at_rest());
    });
}

#[test]
fn a_driver_that_goes_leaves_its_batch_to_who_waits_for_it() {
    check(|| {
        let loader = Loader::gated();
        let mut request = drive(loader.load(1));
        let _ = Pin::new(&mut request).poll(&mut Context::from_waker(Waker::noop()));
        let other = loader.waits_in_a_thread(1);
        let opens = loader.opens_in_a_thread();
        drop(request);
        other.join().unwrap();
        opens.join().unwrap();
        assert!(loader.is_at_rest());
    });
}

#[test]
fn a_driver_that_goes_before_its_batch_hands_on() {
    check(|| {
        let loader = Loader::ready();
        let mut load = loader.load(1);
        let other = loader.waits_in_a_thread(2);
        block_on(drive(poll_fn(|cx| {
            let _ = Pin::new(&mut load).poll(cx);
            Poll::Ready(())
        })));
        row(1, block_on(load));
        other.join().unwrap();
        assert!(loader.is_at_rest());
    });
}

#[test]
fn a_leader_that_is_taken_for_forgotten_loses_nothing() {
    check(|| {
        let loader = Loader::ready();
        let mut kept = loader.load(1);
        poll(&mut kept, 1);
        let other = loader.waits_in_a_thread(2);
        loader.batcher.wake_successors(1);
        row(1, block_on(kept));
        other.join().unwrap();
        assert!(loader.is_at_rest());
    });
}

#[test]
fn two_batches_that_turn_to_each_other_do_not_both_wait() {
    check(|| {
        let (one, other) = (Answers::open("one"), Answers::open("other"));
        let waits = thread::spawn({
            let (one, other) = (Arc::clone(&one), Arc::clone(&other));
            move || within(&one, || wait_for(&other).ok())
        });
        let wait = within(&other, || wait_for(&one).ok());
        let first = waits.join().unwrap();
        assert!(wait.is_none() || first.is_none(), "both wait");
    });
}

/// A source whose batches load a key of another source.
struct Turning {
    to: OnceLock<Arc<Batcher<u8>>>,
    key: u8,
}

impl Turning {
    fn new(key: u8) -> (Arc<Self>, Arc<Batcher<u8>>) {
        let source = Arc::new(Self { to: OnceLock::new(), key });
        let settings = Settings { batch_timeout: None, name: "model", ..Settings::default() };
        let batcher = Batcher::new(Arc::clone(&source), settings, Arc::<SharedTurn>::default());
        (source, batcher)
    }
}

impl Source for Arc<Turning> {
    type Key = u8;
    type Answer = Option<u8>;

    fn capacity(&self) -> Capacity<u8> {
        Capacity::UNLIMITED
    }

    async fn fetch(&self, keys: &[u8], _: &Meter) -> Result<Vec<Option<u8>>, Error> {
        let to = self.to.get().expect("it was set before the first load");
        Load::<u8, Option<u8>>::new(Arc::clone(to), self.key).await?;
        Ok(keys.iter().copied().map(Some).collect())
    }
}

#[test]
fn batches_of_two_requests_that_turn_to_each_other_end() {
    check(|| {
        let ((one, of_one), (other, of_other)) = (Turning::new(9), Turning::new(1));
        assert!(one.to.set(Arc::clone(&of_other)).is_ok() && other.to.set(Arc::clone(&of_one)).is_ok());
        let drives = |batcher, key| block_on(drive(Load::<u8, Option<u8>>::new(batcher, key)));
        let request = thread::spawn(move || drives(of_one, 1));
        for answer in [drives(of_other, 8), request.join().unwrap()] {
            assert!(matches!(answer, Err(Error::Reentrant { .. })));
        }
    });
}
