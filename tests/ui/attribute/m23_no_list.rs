//! An attribute is a list, not a word and not a value.

use batchload::BatchLoad;

#[derive(BatchLoad)]
#[batch_load]
struct Reporter {
    id: i64,
    #[batch_load = "unique"]
    email: String,
}

fn main() {}
