//! Where nulls stand is the database's to say.

use batchload::BatchLoad;

#[derive(BatchLoad)]
#[has_many(Article, order_by(day desc nulls last))]
#[has_many(Article, name = oldest, order_by(day NULLS first))]
struct Reporter {
    id: i64,
}

#[derive(BatchLoad)]
struct Article {
    id: i64,
    day: Option<i64>,
    #[belongs_to(Reporter)]
    reporter_id: i64,
}

fn main() {}
