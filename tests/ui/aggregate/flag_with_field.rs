//! Rows are counted, not fields.

use batchload::BatchLoad;

#[derive(BatchLoad)]
#[has_many(Article, count(words))]
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
