//! A sum is of something.

use batchload::BatchLoad;

#[derive(BatchLoad)]
#[has_many(Article, sum())]
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
