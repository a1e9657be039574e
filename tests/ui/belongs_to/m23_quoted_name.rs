//! A relation is named without quotes.

use batchload::BatchLoad;

#[derive(BatchLoad)]
struct Reporter {
    id: i64,
}

#[derive(BatchLoad)]
struct Article {
    id: i64,
    #[belongs_to(Reporter, name = "author")]
    reporter_id: i64,
}

fn main() {}
