//! The figures of a run, as a table that is readable by itself and can be put into a page.

use std::fmt::Write;
use std::process::Command;
use std::time::Duration;
use std::{env, fs, thread};

use crate::memory::Growth;
use crate::rounds::{REQUESTS, Seen};
use crate::tally::{self, ALIVE, Count, Kinds};
use crate::target::CONNECTIONS;

/// Returns the table.
pub fn table(names: &[&str], seed: u64, time: Duration, seen: &Seen) -> String {
    let mut rows = vec![
        ("machine".to_owned(), machine()),
        ("databases".to_owned(), format!("{}, all at once", names.join(", "))),
        (
            "at a time".to_owned(),
            format!("{REQUESTS} requests on {CONNECTIONS} connections, of each database"),
        ),
        ("duration".to_owned(), format!("{} s in {} rounds, seed {seed}", time.as_secs(), seen.memory.len())),
    ];
    for (name, count) in counts() {
        rows.push((name.to_owned(), grouped(count.get())));
    }
    rows.push(("longest request".to_owned(), format!("{} ms", tally::LONGEST.get().as_millis())));
    rows.push(("tasks at the end, with the one that counts them".to_owned(), seen.tasks.to_string()));
    let alive = ALIVE.load(std::sync::atomic::Ordering::Relaxed);
    rows.push(("keys and values at the end".to_owned(), alive.to_string()));
    rows.extend(memory(seen));
    rows.extend(kinds("transaction", &tally::TRANSACTIONS));
    rows.extend(kinds("fault", &tally::FAULTS));
    rows.extend(kinds("error", &tally::ERRORS));
    rows.push(("wrong answers, unexpected errors, stuck requests".to_owned(), tally::failures().to_string()));
    let mut table = "| | |\n|---|---:|\n".to_owned();
    for (name, figure) in rows {
        let _ = writeln!(table, "| {name} | {figure} |");
    }
    table
}

fn counts() -> [(&'static str, &'static Count); 6] {
    [
        ("requests", &tally::REQUESTS),
        ("of these dropped before they were done", &tally::DROPPED),
        ("loads", &tally::LOADS),
        ("batches", &tally::BATCHES),
        ("statements and calls", &tally::STATEMENTS),
        ("right answers", &tally::RIGHT),
    ]
}

fn kinds(what: &'static str, kinds: &Kinds) -> impl Iterator<Item = (String, String)> {
    kinds.list().into_iter().map(move |(kind, count)| (format!("{what}: {kind}"), grouped(count)))
}

fn memory(seen: &Seen) -> Vec<(String, String)> {
    let Some(Growth { second, last, slope }) = Growth::of(&seen.memory) else { return Vec::new() };
    vec![
        ("memory, mean of the second quarter".to_owned(), format!("{:.1} MB", second / 1024.0)),
        ("memory, mean of the last quarter".to_owned(), format!("{:.1} MB", last / 1024.0)),
        ("memory, slope after the first quarter".to_owned(), format!("{slope:+.1} kB a round")),
    ]
}

fn machine() -> String {
    let cores = thread::available_parallelism().map_or(0, usize::from);
    let release = fs::read_to_string("/etc/os-release").unwrap_or_default();
    let system = release.lines().find_map(|line| line.strip_prefix("PRETTY_NAME="));
    let system = system.map_or(env::consts::OS, |name| name.trim_matches('"'));
    let rustc = Command::new("rustc").arg("--version").output().ok();
    let rustc = rustc.and_then(|output| String::from_utf8(output.stdout).ok()).unwrap_or_default();
    let rustc = rustc.split_whitespace().nth(1).unwrap_or("unknown").to_owned();
    format!("{cores} cores, {}, {system}, rustc {rustc}", env::consts::ARCH)
}

/// Groups digits in threes.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut grouped = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            grouped.push(' ');
        }
        grouped.push(digit);
    }
    grouped
}
