//! A key that describes a field is sent there.

use batchload::BatchLoad;

#[derive(BatchLoad)]
#[batch_load(unique)]
struct Reporter {
    id: i64,
}

fn main() {}
