//! The filter of a struct has no arguments.

use batchload::BatchLoad;

#[derive(BatchLoad)]
#[batch_load(filter = "tenant = :tenant")]
struct Reporter {
    id: i64,
}

#[derive(BatchLoad)]
struct Article {
    id: i64,
    published: bool,
    #[belongs_to(Reporter)]
    reporter_id: i64,
}

fn main() {}
