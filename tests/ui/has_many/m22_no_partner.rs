//! The child has a lookup by the key that points back.

use batchload::BatchLoad;

#[derive(BatchLoad)]
#[has_many(Article)]
struct Reporter {
    id: i64,
}

#[derive(BatchLoad)]
struct Article {
    id: i64,
    #[batch_load(index)]
    section: String,
    reporter_id: i64,
}

fn main() {}
