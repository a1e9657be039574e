//! A table could have the name of a list of keys within a statement.

use batchload::BatchLoad;

#[derive(BatchLoad)]
#[batch_load(table = "__keys")]
struct Reporter {
    id: i64,
}

fn main() {}
