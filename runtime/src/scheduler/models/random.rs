//! Many loads, in some of the orders in which their steps can happen: random orders, and orders with few preemptions in
//! random places.
//!
//! Every order has a seed. A test that fails names the seed to set as `BATCHLOAD_MODEL_SEED`.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use futures_util::future::{FutureExt, join_all, poll_immediate};
use shuttle::rand::{Rng, thread_rng};
use shuttle::scheduler::{PctScheduler, RandomScheduler, Scheduler};
use shuttle::{Config, FailurePersistence, Runner};

use super::{Gate, Loader, Row, Table, row};
use crate::scheduler::{Settings, drive};
use crate::sync::{block_on, thread};

/// How many preemptions a schedule of `PctScheduler` has.
const DEPTH: usize = 4;

/// The version of primed rows, newer than any other.
const PRIMED: usize = usize::MAX;

fn check(seeds: u64, model: fn()) {
    let chosen =
        std::env::var("BATCHLOAD_MODEL_SEED").ok().map(|seed| seed.parse().expect("a seed is a number"));
    for seed in chosen.map_or(0..seeds, |seed| seed..seed + 1) {
        let _note = Note(seed);
        run(RandomScheduler::new_from_seed(seed, 1), model);
        run(PctScheduler::new_from_seed(seed, DEPTH, 1), model);
    }
}

fn run(scheduler: impl Scheduler + 'static, model: fn()) {
    let mut config = Config::new();
    config.stack_size = 1 << 18;
    config.failure_persistence = FailurePersistence::None;
    Runner::new(scheduler, config).run(model);
}

/// Says how to repeat a failure, in its report, if it is dropped by a panic.
struct Note(u64);

impl Drop for Note {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("again: BATCHLOAD_MODEL_SEED={} bash tests/models.sh shuttle", self.0);
        }
    }
}

/// Creates a loader with batches of three keys, some of which take a while.
fn loader(cache: bool) -> Loader {
    let table = Table { polls: thread_rng().gen_range(0..3), ..Table::new(Gate::new(true)) };
    Loader::new(
        table,
        Settings { max_batch_size: 3, concurrency: 2, cache, name: "model", ..Settings::default() },
    )
}

fn key() -> u8 {
    thread_rng().gen_range(0..8)
}

/// A thread that uses a loader together with other threads.
struct Caller {
    loader: Loader,
    /// The oldest version that a row may have after everything was cleared.
    cleared: Arc<AtomicUsize>,
}

impl Caller {
    fn act(&self) {
        match thread_rng().gen_range(0..10) {
            0 | 1 => self.load(),
            2 | 3 => self.load_together(false),
            4 | 5 => self.load_together(true),
            6 | 7 => self.give_up(),
            8 => self.change(),
            _ => self.loader.prime(key(), PRIMED),
        }
    }

    fn load(&self) {
        let oldest = self.cleared.load(Ordering::SeqCst);
        check_age(self.loader.wait_for(key()), oldest);
    }

    fn load_together(&self, driven: bool) {
        let oldest = self.cleared.load(Ordering::SeqCst);
        let keys: Vec<_> = (0..8).map(|_| key()).collect();
        let loads = join_all(keys.iter().map(|key| self.loader.load(*key)));
        let answers = if driven { block_on(drive(loads)) } else { block_on(loads) };
        for (key, answer) in keys.into_iter().zip(answers) {
            check_age(row(key, answer), oldest);
        }
    }

    /// Polls some loads a few times, and drops them.
    fn give_up(&self) {
        let driven = thread_rng().gen_bool(0.5);
        let loads = join_all((0..3).map(|_| self.loader.load(key())));
        block_on(async {
            let mut loads = Box::pin(if driven { drive(loads).left_future() } else { loads.right_future() });
            for _ in 0..thread_rng().gen_range(1..8) {
                if poll_immediate(&mut loads).await.is_some() {
                    return;
                }
                thread::yield_now();
            }
        });
    }

    fn change(&self) {
        let version = self.loader.table().write();
        if thread_rng().gen_bool(0.5) {
            self.loader.batcher.clear_all();
            self.cleared.fetch_max(version, Ordering::SeqCst);
        } else {
            let key = key();
            self.loader.batcher.clear(&key);
            check_age(self.loader.wait_for(key), version);
        }
    }
}

fn check_age(row: Row, oldest: usize) {
    assert!(row.version >= oldest, "{row:?} is older than {oldest}");
}

fn some_callers(callers: usize, cache: bool) {
    let loader = loader(cache);
    let cleared = Arc::<AtomicUsize>::default();
    let callers: Vec<_> = (0..callers)
        .map(|_| {
            let caller = Caller { loader: loader.clone(), cleared: Arc::clone(&cleared) };
            thread::spawn(move || (0..4).for_each(|_| caller.act()))
        })
        .collect();
    for caller in callers {
        caller.join().unwrap();
    }
    for asked in loader.table().asked() {
        assert!((1..=3).contains(&asked.len()), "{asked:?}");
    }
    for key in 0..8 {
        loader.wait_for(key);
    }
    assert!(loader.is_at_rest());
}

#[test]
fn callers_of_all_kinds_get_rows_that_are_new_enough() {
    check(400, || some_callers(6, true));
}

#[test]
fn callers_without_a_cache_get_rows_that_are_new_enough() {
    check(200, || some_callers(6, false));
}

#[test]
fn a_hundred_waiters_are_answered_and_every_key_is_asked_once() {
    check(40, || {
        let loader = loader(true);
        let waiters: Vec<_> = (0..100)
            .map(|waiter| {
                let loader = loader.clone();
                thread::spawn(move || loader.wait_for(waiter % 40))
            })
            .collect();
        for waiter in waiters {
            waiter.join().unwrap();
        }
        let mut asked: Vec<_> = loader.table().asked().into_iter().flatten().collect();
        asked.sort_unstable();
        assert!(asked.into_iter().eq(0..40));
        assert!(loader.is_at_rest());
    });
}

#[test]
fn of_forty_waiters_those_that_stay_are_answered() {
    check(100, || {
        let loader = loader(true);
        let waiters: Vec<_> = (0..40)
            .map(|waiter| {
                let loader = loader.clone();
                let stays = thread_rng().gen_bool(0.3);
                thread::spawn(move || {
                    if stays {
                        loader.wait_for(waiter % 10);
                    } else {
                        let polls = thread_rng().gen_range(1..4);
                        super::poll(&mut loader.load(waiter % 10), polls);
                    }
                })
            })
            .collect();
        for waiter in waiters {
            waiter.join().unwrap();
        }
        assert!(loader.is_at_rest());
    });
}
