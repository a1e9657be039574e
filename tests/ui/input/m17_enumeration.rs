//! An enum is not a row.

use batchload::BatchLoad;

#[derive(BatchLoad)]
enum Reporter {
    Staff { id: i64 },
}

fn main() {}
