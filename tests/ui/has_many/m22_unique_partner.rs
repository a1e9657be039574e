//! Where each parent has one child, the relation is `has_one`.

use batchload::BatchLoad;

#[derive(BatchLoad)]
#[has_many(Article)]
struct Reporter {
    id: i64,
}

#[derive(BatchLoad)]
struct Article {
    id: i64,
    #[batch_load(unique)]
    reporter_id: i64,
}

fn main() {}
