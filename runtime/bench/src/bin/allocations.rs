//! Measures allocations instead of times; see the library. The counting allocator would distort times.

use std::process::ExitCode;

use batchload_bench::measure::{Counts, Mode};

fn main() -> ExitCode {
    batchload_bench::run(Mode::Allocations(|work| {
        let counted = allocation_counter::measure(work);
        Counts { allocations: counted.count_total, peak_bytes: counted.bytes_max }
    }))
}
