//! Rows of one model need two keys.

use batchload::BatchLoad;

#[derive(BatchLoad)]
#[many_to_many(Reporter, through = "friendships")]
struct Reporter {
    id: i64,
}

#[derive(BatchLoad)]
struct Article {
    id: i64,
}

fn main() {}
