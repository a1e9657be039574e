//! Rows are sorted by their own fields.

use batchload::BatchLoad;

#[derive(BatchLoad)]
#[has_many(Article, order_by(section.name desc))]
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
