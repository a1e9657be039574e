//! A lookup finds one row or many.

use batchload::BatchLoad;

#[derive(BatchLoad)]
struct Reporter {
    id: i64,
    #[batch_load(unique, index)]
    email: String,
}

fn main() {}
