//! What is left over behind a value is pointed at.

use batchload::BatchLoad;

#[derive(BatchLoad)]
#[batch_load(table = "reporters" from_row)]
struct Reporter {
    id: i64,
}

fn main() {}
