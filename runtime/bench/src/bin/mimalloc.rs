//! Measures times with mimalloc instead of the system's allocator; see the library.

use std::process::ExitCode;

use batchload_bench::measure::Mode;
use mimalloc::MiMalloc;

#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    batchload_bench::run(Mode::Times)
}
