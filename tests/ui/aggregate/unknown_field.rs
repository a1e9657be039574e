//! An aggregate is of a field of the child.

use batchload::BatchLoad;

#[derive(BatchLoad)]
#[has_many(Article, count, sum(wrods))]
struct Reporter {
    id: i64,
}

#[derive(BatchLoad)]
struct Article {
    id: i64,
    words: i64,
    #[belongs_to(Reporter)]
    reporter_id: i64,
}

fn main() {}
