//! Rounds of load. After each round there is a quiet moment, in which nothing of the load may be left.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use futures_util::stream::{self, StreamExt};
use tokio::runtime::Handle;

use crate::database::Database;
use crate::dice::Dice;
use crate::errors::Weather;
use crate::memory;
use crate::slot::PATIENCE;
use crate::tally::{ALIVE, fail, failures};
use crate::{elsewhere, slot};

/// The number of requests at a time, on each database.
pub const REQUESTS: usize = 64;
/// The number of requests on each database, after each round, in which nothing may go wrong.
const CALM: usize = 24;
/// So few requests at a time that the pool has connections enough for all of them.
const CALM_AT_ONCE: usize = 2;

/// What the quiet moments showed.
#[derive(Debug, Default)]
pub struct Seen {
    /// Kilobytes, after each round. Empty if the system does not say.
    pub memory: Vec<f64>,
    /// The number of tasks after the last round.
    pub tasks: usize,
}

/// Runs rounds for a time, or until something fails.
pub async fn rounds(databases: Vec<Database>, time: Duration, mut dice: Dice) -> Seen {
    let start = Instant::now();
    let mut seen = Seen::default();
    quiet(&databases, dice.another()).await;
    let round = (time / 60).clamp(Duration::from_millis(500), Duration::from_secs(5));
    while start.elapsed() < time && failures() == 0 {
        load(&databases, round, dice.another()).await;
        quiet(&databases, dice.another()).await;
        seen.tasks = tasks().await;
        seen.memory.extend(memory::resident());
    }
    seen
}

async fn load(databases: &[Database], time: Duration, mut dice: Dice) {
    let over = Arc::new(AtomicBool::new(false));
    let mut jobs: Vec<BoxFuture<'static, ()>> = Vec::new();
    for database in databases {
        for _ in 0..REQUESTS {
            jobs.push(slot::requests(database.clone(), dice.another(), Arc::clone(&over)).boxed());
        }
        jobs.push((database.sabotage)(dice.another(), Arc::clone(&over)));
    }
    jobs.push(elsewhere::runtimes(databases.to_vec(), dice.another(), Arc::clone(&over)).boxed());
    let jobs: Vec<_> = jobs.into_iter().map(tokio::spawn).collect();
    tokio::time::sleep(time).await;
    over.store(true, Ordering::Relaxed);
    for job in jobs {
        // A panic that ends a job is not meant to happen, so the panic hook has reported it.
        let _ = job.await;
    }
}

/// Checks that all connections are there, and that every request is answered without an error.
async fn quiet(databases: &[Database], mut dice: Dice) {
    for database in databases {
        if let Err(what) = (database.settle)().await {
            fail(what);
            continue;
        }
        if let Err(what) = (database.audit)().await {
            fail(what);
        }
        let requests = stream::iter((0..CALM).map(|_| (database.start)(dice.roll(), Weather::Calm)))
            .buffer_unordered(CALM_AT_ONCE)
            .for_each(|()| std::future::ready(()));
        if tokio::time::timeout(PATIENCE, requests).await.is_err() {
            fail(format!(
                "requests in a quiet moment on {} have not ended within {PATIENCE:?}",
                database.name
            ));
        }
        if let Err(what) = (database.settle)().await {
            fail(what);
        }
    }
}

/// Waits until no task is left except the one that makes the rounds, and no key or value of a batch function. Returns
/// the number of tasks.
async fn tasks() -> usize {
    let alive = || Handle::current().metrics().num_alive_tasks();
    let gone = async {
        while alive() > 1 || ALIVE.load(Ordering::Relaxed) > 0 {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    };
    if tokio::time::timeout(PATIENCE, gone).await.is_err() {
        let values = ALIVE.load(Ordering::Relaxed);
        fail(format!("{} tasks are left, where 1 may be; {values} keys and values are left", alive()));
    }
    alive()
}
