//! The page: every table, and the targets that were missed.

use std::fmt::Write;
use std::{env, fs, thread};

use crate::record::Metric;
use crate::records::Records;
use crate::{losses, table, targets};

const LOCK: &str = include_str!("../Cargo.lock");

/// The crates whose versions the page shows.
const CRATES: [&str; 8] =
    ["async-graphql", "dataloader", "ultra-batch", "sqlx", "sea-orm", "diesel", "diesel-async", "tokio"];

pub fn page(records: &Records) -> String {
    let mut text = machine();
    siblings(&mut text, records);
    let mut section = |title: &str, body: String| {
        // A scenario that was not run leaves only a header.
        if body.lines().any(|line| line.starts_with("| ") && !line.starts_with("| |")) {
            let _ = writeln!(text, "## {title}\n\n{body}");
        }
    };
    let one = |scenario, metric| table::one(records, scenario, metric);
    section("One load that nobody shares, median", one("single", Metric::Nanoseconds));
    section("The same, 99th percentile", one("single", Metric::Slow));
    section("Five levels of 100 loads that depend on each other", one("levels", Metric::Nanoseconds));
    section("Their batches", one("levels", Metric::Batches));
    section("Instructions of a load", one("instructions", Metric::Instructions));
    for (scenario, title) in [
        ("newsroom, nested", "The nested query, from text to answer"),
        ("newsroom, many-to-many", "The query with a many-to-many relation"),
        ("parents", "500 parents with their children, without GraphQL"),
    ] {
        section(title, table::compared(records, scenario));
        section(&format!("{title}: allocations"), one(scenario, Metric::Allocations));
        section(&format!("{title}: most memory in use"), one(scenario, Metric::PeakBytes));
    }
    section(
        "Every kind of relation, for 200 rows",
        table::by_case(records, &targets::RELATIONS, Metric::Nanoseconds),
    );
    section("64 requests at a time: requests per second", one("throughput", Metric::RequestsPerSecond));
    section("64 requests at a time: median of a request", one("throughput", Metric::Nanoseconds));
    section("64 requests at a time: 99th percentile", one("throughput", Metric::Slow));
    section(
        "64 requests at a time, with mimalloc: requests per second",
        one("throughput, mimalloc", Metric::RequestsPerSecond),
    );
    section("Instructions of such a request", one("requests", Metric::Instructions));
    section("A database that is far away", one("distance", Metric::Nanoseconds));
    section("Rows of one relation: most memory in use", one("memory", Metric::PeakBytes));
    section("What the rows themselves take of it", one("memory", Metric::RowBytes));
    section("Compiling 100 models", one("compile", Metric::Nanoseconds));
    let _ = writeln!(
        text,
        "## Where it does not flatter us\n\nPeers that are faster:\n\n{}",
        losses::table(records)
    );
    let _ = writeln!(text, "What was aimed at:\n\n{}", targets::table(records));
    text
}

fn siblings(text: &mut String, records: &Records) {
    let flavours = ["current thread", "in a task", "under block_on"];
    for flavour in flavours {
        let table = table::one(records, &format!("siblings, {flavour}"), Metric::Nanoseconds);
        let _ = writeln!(text, "## Time of one of so many loads, {flavour}\n\n{table}");
    }
    let scenarios: Vec<_> =
        flavours.iter().map(|flavour| (format!("siblings, {flavour}"), *flavour)).collect();
    let scenarios: Vec<_> = scenarios.iter().map(|(scenario, flavour)| (&**scenario, *flavour)).collect();
    for (case, title) in [("10000", "Batches of 10 000 loads"), ("100000", "Batches of 100 000 loads")] {
        let table = table::across(records, &scenarios, case, Metric::Batches);
        let _ = writeln!(text, "## {title}\n\n{table}");
    }
    let table = table::one(records, scenarios[0].0, Metric::Allocations);
    let _ = writeln!(text, "## Allocations of one of so many loads\n\n{table}");
}

fn machine() -> String {
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let system = fs::read_to_string("/etc/os-release").unwrap_or_default();
    let system = system.lines().find_map(|line| line.strip_prefix("PRETTY_NAME=")).unwrap_or("unknown");
    // `run.sh` asks the compiler for its name.
    let compiler = env::var("BENCH_RUSTC").unwrap_or_else(|_| "rustc".to_owned());
    let versions: Vec<String> =
        CRATES.iter().filter_map(|name| Some(format!("{name} {}", version(name)?))).collect();
    format!("{cores} cores, {}, {compiler}; {}.\n\n", system.trim_matches('"'), versions.join(", "))
}

/// Returns the version of a crate in the lock file.
fn version(name: &str) -> Option<&'static str> {
    let (_, rest) = LOCK.split_once(&format!("name = \"{name}\"\nversion = \""))?;
    rest.split('"').next()
}
