//! The child of a `has_many` is a struct, however many rows of it there are.

use batchload::BatchLoad;

#[derive(BatchLoad)]
#[has_many(Vec<crate::Article>)]
struct Reporter {
    id: i64,
}

#[derive(BatchLoad)]
struct Article {
    id: i64,
    #[belongs_to(Reporter)]
    reporter_id: i64,
}

fn main() {}
