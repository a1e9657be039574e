//! A relation goes by one column.

use batchload::BatchLoad;

#[derive(BatchLoad)]
#[has_many(Article)]
struct Reporter {
    #[batch_load(primary_key)]
    country: i64,
    #[batch_load(primary_key)]
    number: i64,
}

#[derive(BatchLoad)]
struct Article {
    id: i64,
}

fn main() {}
