//! `bash tests/soak.sh [minutes]`: a mixed load with random faults, on every database at once, for minutes.
//!
//! It checks that what is promised for one request holds for many, even when everything around them fails. Every answer
//! is right or is an error that may occur, every request ends, and nothing is left behind: no task, no connection, no
//! value, no memory. It ends with a table, and with an error if something did not hold.
//!
//! Arguments: the minutes, and a seed to repeat the choices of a run (not its timing).

#![allow(unreachable_pub, reason = "a program has no public interface")]
#![allow(clippy::duplicate_mod, reason = "the load is compiled once for each database, see `load.rs`")]
#![allow(clippy::print_stdout, reason = "a program prints what it measured")]

use std::any::Any;
use std::process::ExitCode;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};
use std::{env, fs, panic, process, thread};

use tokio::runtime::Builder;

use crate::dice::Dice;
use crate::memory::Growth;
use crate::rounds::{Seen, rounds};
use crate::slot::PATIENCE;
use crate::source::MEANT;
use crate::tally::{fail, failures};

mod database;
mod dice;
mod elsewhere;
mod errors;
mod memory;
mod models;
mod mysql;
mod postgres;
mod report;
mod rounds;
mod sabotage;
mod slot;
mod source;
mod sqlite;
mod tally;
mod target;

fn main() -> ExitCode {
    let mut arguments = env::args().skip(1);
    let minutes: f64 =
        arguments.next().map_or(10.0, |minutes| minutes.parse().expect("the minutes are a number"));
    let seed = arguments.next().map_or_else(now, |seed| seed.parse().expect("the seed is a number"));
    println!("seed {seed}");

    let time = Duration::from_secs_f64(minutes * 60.0);
    panic::set_hook(Box::new(|panic| {
        if !is_meant(panic.payload()) {
            fail(format!("a panic that was not meant: {panic}"));
        }
    }));
    watch(time);
    let start = Instant::now();
    let (names, seen) = soak(time, seed);
    judge(&seen);
    println!("memory after each round, in kB: {:?}", seen.memory);
    println!("{}", report::table(&names, seed, start.elapsed(), &seen));
    if failures() == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn soak(time: Duration, seed: u64) -> (Vec<&'static str>, Seen) {
    let file = env::temp_dir().join(format!("batchload-soak-{}", process::id()));
    let (sqlite, postgres, mysql) = (sqlite::options(&file), postgres::options(), mysql::options());
    let runtime =
        Builder::new_multi_thread().worker_threads(2).enable_all().build().expect("a runtime starts");
    let soaked = runtime.block_on(async {
        let databases = vec![
            sqlite::load::open(sqlite).await,
            postgres::load::open(postgres).await,
            mysql::load::open(mysql).await,
        ];
        let names = databases.iter().map(|database| database.name).collect();
        // In a task, like everything else, because the root future of `block_on` is not on a worker.
        let rounds = tokio::spawn(rounds(databases, time, Dice::new(seed)));
        (names, rounds.await.unwrap_or_default())
    });
    drop(runtime);
    let _ = fs::remove_file(file);
    soaked
}

fn judge(seen: &Seen) {
    if let Some(growth) = Growth::of(&seen.memory)
        && !growth.is_small()
    {
        fail(format!("memory grows: {growth:?} kB, {:?}", seen.memory));
    }
}

/// Ends a process whose runtime has come to a stop, because everything that could see this has stopped as well.
fn watch(time: Duration) {
    let latest = time + 10 * PATIENCE;
    thread::spawn(move || {
        thread::sleep(latest);
        eprintln!("soak: the run has not ended within {latest:?}");
        process::exit(1);
    });
}

fn is_meant(panic: &(dyn Any + Send)) -> bool {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    let text = text.or_else(|| panic.downcast_ref::<&str>().copied());
    text.is_some_and(|text| text.starts_with(MEANT))
}

fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |time| time.as_secs())
}
