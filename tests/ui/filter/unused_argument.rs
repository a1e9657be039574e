//! An argument that is listed is used.

use batchload::BatchLoad;

#[derive(BatchLoad)]
#[has_many(Article, filter = "published", args(since: i64))]
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
