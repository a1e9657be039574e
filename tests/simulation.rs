//! Random requests on a clock that the test moves: callers come, go, wait, change rows and clear loaders, and sources
//! are slow, fail, panic, load or never end.
//!
//! Whatever happens, a load ends with its own row, which is as new as it has to be, or with an error that something in
//! the world caused. Nothing is stuck, no batch is left in flight, and the statistics add up. A seed always makes the
//! same world.

use std::env;
use std::ops::Range;

use world::World;

mod caller;
mod dice;
mod faulty;
mod table;
mod world;

/// Seeds that are always tried.
const SEEDS: Range<u64> = 0..1_000;

/// A seed to repeat, or several: `7`, or `1000..50000`.
const CHOICE: &str = "BATCHLOAD_SIMULATION_SEED";

fn seeds() -> Range<u64> {
    let Ok(choice) = env::var(CHOICE) else { return SEEDS };
    let number = |text: &str| text.parse().unwrap_or_else(|_| panic!("{CHOICE}={choice} names no seed"));
    match choice.split_once("..") {
        Some((from, to)) => number(from)..number(to),
        None => number(&choice)..number(&choice) + 1,
    }
}

/// Prints how to repeat a failure.
struct Note(u64);

impl Drop for Note {
    fn drop(&mut self) {
        if std::thread::panicking() {
            let seed = self.0;
            eprintln!(
                "again: {CHOICE}={seed} cargo test --package batchload-tests --test requests -- simulation"
            );
        }
    }
}

#[test]
fn every_load_ends_with_its_own_row_or_an_error_and_nothing_is_left() {
    for seed in seeds() {
        let _note = Note(seed);
        World::run(seed);
    }
}

#[test]
fn a_seed_makes_the_same_world_again() {
    for seed in seeds().take(20) {
        let _note = Note(seed);
        assert_eq!(World::run(seed), World::run(seed));
    }
}
