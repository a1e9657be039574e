//! A table is named by a string.

use batchload::BatchLoad;

#[derive(BatchLoad)]
#[batch_load(table = reporters)]
struct Reporter {
    id: i64,
}

fn main() {}
