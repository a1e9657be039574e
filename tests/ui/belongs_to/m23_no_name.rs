//! A field that does not end in `_id` does not name its relation.

use batchload::BatchLoad;

#[derive(BatchLoad)]
struct Reporter {
    id: i64,
}

#[derive(BatchLoad)]
struct Article {
    id: i64,
    #[belongs_to(Reporter)]
    author: i64,
}

fn main() {}
