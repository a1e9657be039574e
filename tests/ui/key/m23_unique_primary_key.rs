//! The primary key has a lookup already.

use batchload::BatchLoad;

#[derive(BatchLoad)]
struct Reporter {
    #[batch_load(unique)]
    id: i64,
}

fn main() {}
