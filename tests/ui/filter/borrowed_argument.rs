//! Answers are kept by their arguments, so these are owned.

use batchload::BatchLoad;

#[derive(BatchLoad)]
#[has_many(Article, filter = "title = :title", args(title: &'static str))]
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
