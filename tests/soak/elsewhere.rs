//! Runtimes that end while loads are in flight, some of which are awaited from this one.

use std::sync::Arc;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use batchload::Loader;
use futures_util::future::join_all;
use tokio::runtime::{Builder, Runtime};

use crate::database::Database;
use crate::dice::Dice;
use crate::errors::{Asker, Of, Weather};
use crate::slot::PATIENCE;
use crate::source::{Key, Square, Squares};
use crate::tally::{FAULTS, fail};

/// Starts runtimes and ends them, until the run is over.
pub async fn runtimes(databases: Vec<Database>, mut dice: Dice, over: Arc<AtomicBool>) {
    while !over.load(Ordering::Relaxed) {
        let seed = dice.roll();
        if tokio::time::timeout(PATIENCE, run_and_end_runtime(seed, databases.clone())).await.is_err() {
            fail(format!("what runtime {seed} left behind has not ended within {PATIENCE:?}"));
            return;
        }
        tokio::time::sleep(Duration::from_millis(dice.within(50..=300))).await;
    }
}

/// Runs a runtime with requests of its own, and with loads whose batches are awaited from here too.
async fn run_and_end_runtime(seed: u64, databases: Vec<Database>) {
    let mut dice = Dice::new(seed);
    let squares = Squares { dice: Mutex::new(dice.another()), calm: false, impatient: true, inner: None };
    let squares = Loader::builder(squares).batch_timeout(Duration::from_millis(200)).build();
    let (elsewhere, mut there) = (squares.clone(), dice.another());
    let ended = tokio::task::spawn_blocking(move || {
        let runtime = runtime(&mut there);
        for database in &databases {
            runtime.spawn((database.start_elsewhere)(there.roll()));
        }
        for _ in 0..there.within(1..=9) {
            runtime.spawn(load(seed, elsewhere.clone(), there.another()));
        }
        runtime.block_on(tokio::time::sleep(Duration::from_micros(there.within(0..=30_000))));
        FAULTS.add("a runtime ends");
    });
    let here = (0..dice.within(1..=9)).map(|_| {
        let (squares, dice) = (squares.clone(), dice.another());
        tokio::spawn(load(seed, squares, dice))
    });
    for task in here.collect::<Vec<_>>() {
        let _ = task.await;
    }
    let _ = ended.await;
    // Whatever has happened, the loader works.
    load(seed, squares, dice).await;
}

fn runtime(dice: &mut Dice) -> Runtime {
    let mut builder =
        if dice.chance(50) { Builder::new_current_thread() } else { Builder::new_multi_thread() };
    builder.worker_threads(2).enable_all().build().expect("a runtime starts")
}

async fn load(seed: u64, squares: Loader<Key, Option<Square>>, mut dice: Dice) {
    let asker = Asker { seed, weather: Weather::Ending, of: Of::Squares };
    for _ in 0..dice.within(1..=5) {
        let loads = dice.keys(5, 30).into_iter().map(|number| {
            let load = squares.load(Key::sound(number));
            async move {
                let right = Square::at(number).map(|value| value.number);
                asker.judge(load.await, |value| value.as_ref().map(|value| value.number) == right);
            }
        });
        let loads = join_all(loads);
        if dice.chance(50) {
            batchload::drive(loads).await
        } else {
            loads.await
        };
    }
}
