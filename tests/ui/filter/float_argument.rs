//! Answers are kept by their arguments, so these equal themselves.

use batchload::BatchLoad;

#[derive(BatchLoad)]
#[has_many(Article, filter = "id > :since", args(since: f64))]
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
