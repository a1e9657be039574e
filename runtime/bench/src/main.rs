//! The benchmarks of batchload: `run.sh` builds and runs them, and writes `../BENCHMARKS.md`.

use std::env;
use std::process::ExitCode;

use crate::measure::Bench;

mod measure;
mod null;
mod record;
mod runtimes;
mod sources;
mod table;

const USAGE: &str = "batchload-bench [--quick] siblings|single|levels…";

fn main() -> ExitCode {
    let mut bench = Bench { quick: false, records: Vec::new() };
    for argument in env::args().skip(1) {
        match &*argument {
            "--quick" => bench.quick = true,
            "siblings" => null::siblings(&mut bench),
            "single" => null::single(&mut bench),
            "levels" => null::levels(&mut bench),
            _ => {
                eprintln!("{USAGE}");
                return ExitCode::FAILURE;
            }
        }
    }
    print!("{}", table::all(&bench.records));
    ExitCode::SUCCESS
}
