//! A key is given once.

use batchload::BatchLoad;

#[derive(BatchLoad)]
#[batch_load(table = "reporters")]
#[batch_load(table = "authors")]
struct Reporter {
    id: i64,
}

fn main() {}
