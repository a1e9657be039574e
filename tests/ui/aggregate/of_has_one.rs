//! What is made of all rows is not asked of a relation to one.

use batchload::BatchLoad;

#[derive(BatchLoad)]
#[has_one(Article, name = newest, order_by(id desc), count, sum(words, id))]
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
