//! A parent with a key of two columns cannot be named by one.

use batchload::BatchLoad;

#[derive(BatchLoad)]
struct Reporter {
    #[batch_load(primary_key)]
    country: i64,
    #[batch_load(primary_key)]
    number: i64,
}

#[derive(BatchLoad)]
struct Article {
    id: i64,
    #[belongs_to(Reporter)]
    reporter_id: i64,
}

fn main() {}
