//! A source that does whatever a source can do.

use std::error::Error as StdError;
use std::fmt;
use std::future::pending;
use std::panic::resume_unwind;
use std::sync::Arc;
use std::time::Duration;

use batchload::{BatchFn, Error, Found};
use futures_util::FutureExt;
use futures_util::future::try_join_all;
use tokio::task::yield_now;
use tokio::time::sleep;

use super::table::{KEYS, Row};
use super::world::World;

/// How long a batch may take.
pub const TIMEOUT: Duration = Duration::from_millis(100);

pub const PANIC: &str = "on purpose";

/// How often a fault happens to a batch: once in so many batches, and never for 0.
pub struct Faults {
    pub fails: u32,
    pub panics: u32,
    pub never_ends: u32,
    pub loads: u32,
    pub is_slow: u32,
}

/// Why a batch failed.
#[derive(Debug)]
pub enum Failure {
    OnPurpose,
    /// A load that the batch itself made failed.
    Within(Error),
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self, f)
    }
}

impl StdError for Failure {}

/// The source of one table.
pub struct Faulty {
    pub world: Arc<World>,
    pub table: usize,
}

impl BatchFn for Faulty {
    type Key = usize;
    type Value = Row;
    type Error = Failure;

    async fn load_batch(&self, keys: &[usize]) -> Result<Found<usize, Row>, Failure> {
        let Self { world, table } = self;
        let and_another = world.dice.once_in(4);
        let rows = world.table(*table).depart(keys, and_another);
        let mut flight = Flight { world, table: *table, rows: 0 };
        self.take_time().await;
        self.go_wrong().await?;
        flight.rows = rows.len();
        Ok(rows.into())
    }
}

impl Faulty {
    async fn take_time(&self) {
        let dice = &self.world.dice;
        if self.world.happens(|faults| faults.is_slow) {
            sleep(dice.millis(1..150)).await;
        }
        for _ in 0..dice.of(0..4) {
            yield_now().await;
        }
        if self.world.happens(|faults| faults.never_ends) {
            pending::<()>().await;
        }
    }

    async fn go_wrong(&self) -> Result<(), Failure> {
        let world = &self.world;
        if world.happens(|faults| faults.panics) {
            resume_unwind(Box::new(PANIC));
        }
        if world.happens(|faults| faults.fails) {
            return Err(Failure::OnPurpose);
        }
        if world.happens(|faults| faults.loads) {
            let loads = (0..world.dice.of(1..4)).map(|_| {
                let (table, key) = (world.dice.of(0..World::TABLES), world.dice.of(0..KEYS));
                // Boxed, because the future of a source that loads from its own kind would contain itself.
                World::load(Arc::clone(world), table, key).boxed()
            });
            try_join_all(loads.collect::<Vec<_>>()).await.map_err(Failure::Within)?;
        }
        Ok(())
    }
}

/// A batch in flight, which may be dropped at any time.
struct Flight<'a> {
    world: &'a World,
    table: usize,
    rows: usize,
}

impl Drop for Flight<'_> {
    fn drop(&mut self) {
        self.world.table(self.table).land(self.rows);
    }
}
