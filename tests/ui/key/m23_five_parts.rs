//! A primary key has at most four parts.

use batchload::BatchLoad;

#[derive(BatchLoad)]
struct Reporter {
    #[batch_load(primary_key)]
    a: i64,
    #[batch_load(primary_key)]
    b: i64,
    #[batch_load(primary_key)]
    c: i64,
    #[batch_load(primary_key)]
    d: i64,
    #[batch_load(primary_key)]
    e: i64,
}

fn main() {}
