//! An order is a list.

use batchload::BatchLoad;

#[derive(BatchLoad)]
#[has_many(Article, order_by = pub_date)]
struct Reporter {
    id: i64,
}

#[derive(BatchLoad)]
struct Article {
    id: i64,
    pub_date: i64,
    #[belongs_to(Reporter)]
    reporter_id: i64,
}

fn main() {}
