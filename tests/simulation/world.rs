//! A few tables with their loaders, some callers, and the time that passes.

use std::panic::resume_unwind;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use batchload::{Error, Loader, drive};
use futures_util::future::join_all;
use tokio::runtime::Builder;
use tokio::task::{JoinHandle, yield_now};
use tokio::time::{Instant, advance, sleep, timeout};

use super::caller::{OnPurpose, live};
use super::dice::Dice;
use super::faulty::{Failure, Faults, Faulty, PANIC, TIMEOUT};
use super::table::{KEYS, Row, Table};

/// Longer than any world lasts, unless it is stuck.
const STUCK: Duration = Duration::from_mins(1);

/// The answers of a world, each with its time, table, key and row.
pub type Story = Vec<(Duration, usize, usize, Option<Row>)>;

pub struct World {
    pub dice: Dice,
    faults: Faults,
    /// Whether time passes although there is something to do.
    pub is_busy: bool,
    /// Whether nothing goes wrong any more.
    is_calm: AtomicBool,
    tables: [Mutex<Table>; World::TABLES],
    story: Mutex<Story>,
    start: Instant,
}

impl World {
    pub const TABLES: usize = 3;

    /// Runs a world from its beginning to its end.
    ///
    /// # Panics
    ///
    /// Panics if something happens that must not.
    pub fn run(seed: u64) -> Story {
        let runtime = Builder::new_current_thread().enable_all().start_paused(true).build().unwrap();
        runtime.block_on(async {
            let world = Self::new(seed);
            let is_busy = world.is_busy;
            let life = timeout(STUCK, world.last());
            let time = async {
                loop {
                    advance(Duration::from_millis(1)).await;
                }
            };
            let story = if is_busy {
                tokio::select! {
                    biased;
                    story = life => story,
                    () = time => unreachable!("time never ends"),
                }
            } else {
                life.await
            };
            story.expect("somebody is stuck")
        })
    }

    fn new(seed: u64) -> Arc<Self> {
        let dice = Dice::new(seed);
        let often = || if dice.once_in(2) { 0 } else { dice.of(3..20) };
        let faults =
            Faults { fails: often(), panics: often(), never_ends: often(), loads: often(), is_slow: often() };
        let tables = [usize::MAX, 3, 5];
        let world = Arc::new(Self {
            is_busy: dice.once_in(2),
            dice,
            faults,
            is_calm: AtomicBool::new(false),
            tables: std::array::from_fn(|index| Mutex::new(Table::new(index, tables[index]))),
            story: Mutex::default(),
            start: Instant::now(),
        });
        let source = |table| Faulty { world: Arc::clone(&world), table };
        let first = Loader::builder(source(0)).batch_timeout(TIMEOUT).build();
        let second = first.beside(source(1)).batch_timeout(TIMEOUT).max_batch_size(tables[1]).concurrency(1);
        let third = first.beside(source(2)).batch_timeout(TIMEOUT).max_batch_size(tables[2]).cache(false);
        for (table, loader) in [first, second.build(), third.build()].into_iter().enumerate() {
            world.table(table).loader = Some(loader);
        }
        world
    }

    pub fn table(&self, table: usize) -> MutexGuard<'_, Table> {
        self.tables[table].lock().unwrap()
    }

    pub fn loader(&self, table: usize) -> Loader<usize, Option<Row>> {
        self.table(table).loader.clone().expect("the world has not ended")
    }

    /// Returns whether something that happens once in so many times happens now.
    pub fn happens(&self, once_in: impl FnOnce(&Faults) -> u32) -> bool {
        !self.is_calm.load(Ordering::Relaxed) && self.dice.once_in(once_in(&self.faults))
    }

    /// Loads one key, and checks its answer.
    pub async fn load(self: Arc<Self>, table: usize, key: usize) -> Result<Option<Row>, Error> {
        let loader = self.loader(table);
        let oldest = self.table(table).begin(key);
        let answer = loader.load(key).await;
        self.check(table, key, oldest, &answer);
        answer
    }

    pub fn check(&self, table: usize, key: usize, oldest: u64, answer: &Result<Option<Row>, Error>) {
        match answer {
            Ok(row) => self.table(table).check(key, oldest, *row),
            Err(error) => self.check_error(error),
        }
        let row = answer.as_ref().ok().copied().flatten();
        self.story.lock().unwrap().push((self.start.elapsed(), table, key, row));
    }

    /// Checks that an error was caused.
    fn check_error(&self, error: &Error) {
        let Faults { fails, panics, never_ends, loads, is_slow } = self.faults;
        let caused = match error {
            Error::Batch { source, .. } => match source.downcast_ref() {
                Some(Failure::OnPurpose) => fails > 0,
                Some(Failure::Within(error)) => return self.check_error(error),
                None => false,
            },
            Error::Panicked { message, .. } => &**message == PANIC && panics > 0,
            Error::Timeout { after, .. } => *after == TIMEOUT && never_ends + is_slow + loads > 0,
            Error::Reentrant { .. } => loads > 0,
            _ => false,
        };
        assert!(caused && !self.is_calm.load(Ordering::Relaxed), "nobody caused {error:?}");
    }

    /// Runs all callers, from the first to the last.
    async fn last(self: Arc<Self>) -> Story {
        let callers: Vec<_> =
            (0..self.dice.of(3..15)).map(|_| tokio::spawn(live(Arc::clone(&self)))).collect();
        for caller in callers {
            if self.dice.once_in(5) {
                sleep(self.dice.millis(0..30)).await;
                caller.abort();
            }
            Self::bury(caller).await;
        }
        self.come_to_rest().await;
        self.is_calm.store(true, Ordering::Relaxed);
        self.load_everything().await;
        self.end().await
    }

    /// Waits for a caller, which may have been aborted, or may have panicked on purpose.
    async fn bury(caller: JoinHandle<()>) {
        let Err(error) = caller.await else { return };
        let Ok(panic) = error.try_into_panic() else { return };
        if !panic.is::<OnPurpose>() {
            resume_unwind(panic);
        }
    }

    /// Waits until batches that nobody waits for have been dropped by the tasks that ran them.
    async fn come_to_rest(&self) {
        for _ in 0..20 {
            yield_now().await;
        }
        assert!((0..Self::TABLES).all(|table| self.table(table).is_at_rest()), "a batch is left under way");
    }

    /// Checks that every loader works, whatever has happened.
    async fn load_everything(self: &Arc<Self>) {
        let everything = || {
            let all = (0..Self::TABLES).flat_map(|table| (0..KEYS).map(move |key| (table, key)));
            join_all(all.map(|(table, key)| Arc::clone(self).load(table, key)))
        };
        everything().await;
        drive(everything()).await;
    }

    async fn end(self: Arc<Self>) -> Story {
        self.come_to_rest().await;
        for table in 0..Self::TABLES {
            let loader = self.table(table).loader.take().expect("the world ends once");
            self.table(table).check_stats(&loader.stats());
        }
        yield_now().await;
        assert_eq!(Arc::strong_count(&self), 1, "a loader is left, with its source");
        std::mem::take(&mut self.story.lock().unwrap())
    }
}
