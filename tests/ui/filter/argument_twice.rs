//! An argument is listed once.

use batchload::BatchLoad;

#[derive(BatchLoad)]
#[has_many(Article, filter = "id > :since", args(since: i64, since: i32))]
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
