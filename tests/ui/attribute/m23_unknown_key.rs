//! A key that does not exist is named, with the one that was probably meant.

use batchload::BatchLoad;

#[derive(BatchLoad)]
#[batch_load(tabel = "reporters")]
struct Reporter {
    id: i64,
}

fn main() {}
