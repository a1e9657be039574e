//! Measures times; see the library.

use std::process::ExitCode;

use batchload_bench::measure::Mode;

fn main() -> ExitCode {
    batchload_bench::run(Mode::Times)
}
