//! Where nulls stand is said of a column that has some.

use batchload::BatchLoad;

#[derive(BatchLoad)]
#[has_many(Article, order_by(day desc nulls last))]
#[has_many(Article, name = oldest, order_by(year nulls first), page(default = 20, max = 100))]
struct Reporter {
    id: i64,
}

#[derive(BatchLoad)]
struct Article {
    id: i64,
    day: i64,
    year: i64,
    #[belongs_to(Reporter)]
    reporter_id: i64,
}

fn main() {}
