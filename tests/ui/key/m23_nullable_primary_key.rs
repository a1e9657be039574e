//! A primary key is never null.

use batchload::BatchLoad;

#[derive(BatchLoad)]
struct Reporter {
    id: Option<i64>,
}

fn main() {}
