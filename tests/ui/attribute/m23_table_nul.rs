//! No database takes a NUL in a name.

use batchload::BatchLoad;

#[derive(BatchLoad)]
#[batch_load(table = "news\0")]
struct Reporter {
    id: i64,
}

fn main() {}
