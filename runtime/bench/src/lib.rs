//! The benchmarks of batchload: `run.sh` builds and runs them, and writes `../BENCHMARKS.md`.

use std::process::ExitCode;
use std::{env, fs};

use crate::measure::{Bench, Mode};
use crate::records::Records;

#[cfg(feature = "databases")]
#[expect(
    clippy::duplicate_mod,
    reason = "who reads is compiled once for each database, see `databases/app.rs`"
)]
mod databases;
mod losses;
pub mod measure;
#[cfg(feature = "databases")]
mod newsroom;
mod null;
mod record;
mod records;
#[cfg(feature = "databases")]
mod relations;
mod report;
mod runtimes;
mod sources;
#[cfg(feature = "databases")]
#[path = "../../../examples/newsroom/statements.rs"]
mod statements;
mod table;
mod targets;

#[cfg(feature = "databases")]
pub use newsroom::answer;

const USAGE: &str = "batchload-bench [--quick] [--statements] [--only=contender] [scenario]…
batchload-bench report FILE

Prints what it measured, and appends it to the file that BENCH_RECORDS names. Scenarios:
siblings single levels (with the feature `databases`: newsroom parents relations throughput distance memory)";

/// Runs the program: measures what its arguments name, in this mode unless they say otherwise.
pub fn run(mode: Mode) -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let done = match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["report", file] => report(file),
        [] => Err(USAGE.to_owned()),
        ref scenarios => measure(mode, scenarios),
    };
    match done {
        Ok(text) => {
            print!("{text}");
            ExitCode::SUCCESS
        }
        Err(reason) => {
            eprintln!("{reason}");
            ExitCode::FAILURE
        }
    }
}

fn report(file: &str) -> Result<String, String> {
    let text = fs::read_to_string(file).map_err(|error| format!("{file}: {error}"))?;
    Ok(report::page(&Records::read(&text)?))
}

fn measure(mode: Mode, scenarios: &[&str]) -> Result<String, String> {
    let mut bench = Bench { quick: false, mode, only: None, records: Records::default() };
    for scenario in scenarios {
        match *scenario {
            "--quick" => bench.quick = true,
            "siblings" => null::siblings(&mut bench),
            "single" => null::single(&mut bench),
            "levels" => null::levels(&mut bench),
            #[cfg(feature = "databases")]
            "--statements" => {
                statements::count();
                bench.mode = Mode::Statements;
            }
            #[cfg(feature = "databases")]
            "newsroom" => newsroom::queries(&mut bench),
            #[cfg(feature = "databases")]
            "parents" => newsroom::overviews(&mut bench),
            #[cfg(feature = "databases")]
            "relations" => relations::relations(&mut bench),
            #[cfg(feature = "databases")]
            "throughput" => newsroom::throughput(&mut bench),
            #[cfg(feature = "databases")]
            "memory" => newsroom::memory(&mut bench),
            #[cfg(feature = "databases")]
            "distance" => newsroom::distance(&mut bench),
            _ => match scenario.strip_prefix("--only=") {
                Some(contender) => bench.only = Some(contender.to_owned()),
                None => return Err(USAGE.to_owned()),
            },
        }
    }
    #[cfg(feature = "databases")]
    databases::sqlite::clean_up();
    if let Ok(file) = env::var("BENCH_RECORDS") {
        append(&file, &bench.records.lines()).map_err(|error| format!("{file}: {error}"))?;
    }
    Ok(table::all(&bench.records))
}

fn append(file: &str, lines: &str) -> std::io::Result<()> {
    use std::io::Write;
    fs::OpenOptions::new().create(true).append(true).open(file)?.write_all(lines.as_bytes())
}
