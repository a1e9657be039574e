//! A model has a primary key.

use batchload::BatchLoad;

#[derive(BatchLoad)]
struct Reporter {
    code: String,
}

fn main() {}
