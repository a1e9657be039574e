//! One row is no page.

use batchload::BatchLoad;

#[derive(BatchLoad)]
#[has_one(Article, order_by(id desc), page)]
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
