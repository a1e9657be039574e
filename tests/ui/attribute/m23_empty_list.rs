//! An attribute that says nothing is refused.

use batchload::BatchLoad;

#[derive(BatchLoad)]
#[batch_load()]
struct Reporter {
    id: i64,
}

fn main() {}
