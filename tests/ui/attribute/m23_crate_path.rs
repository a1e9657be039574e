//! The crate is a path.

use batchload::BatchLoad;

#[derive(BatchLoad)]
#[batch_load(crate = "not a path")]
struct Reporter {
    id: i64,
}

fn main() {}
