//! A flag takes no value.

use batchload::BatchLoad;

#[derive(BatchLoad)]
struct Reporter {
    id: i64,
    #[batch_load(unique = true)]
    email: String,
}

fn main() {}
