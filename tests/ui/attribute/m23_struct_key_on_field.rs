//! A key that describes the struct is sent there.

use batchload::BatchLoad;

#[derive(BatchLoad)]
struct Reporter {
    #[batch_load(table = "reporters")]
    id: i64,
}

fn main() {}
