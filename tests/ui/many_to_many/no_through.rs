//! The table between the two is named.

use batchload::BatchLoad;

#[derive(BatchLoad)]
#[many_to_many(Article)]
struct Reporter {
    id: i64,
}

#[derive(BatchLoad)]
struct Article {
    id: i64,
}

fn main() {}
