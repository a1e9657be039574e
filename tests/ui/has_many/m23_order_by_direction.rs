//! A direction is `asc` or `desc`, and nulls are first or last.

use batchload::BatchLoad;

#[derive(BatchLoad)]
#[has_many(Article, order_by(id dsc))]
#[has_many(Article, name = by_day, order_by(pub_date nulls))]
#[has_many(Article, name = latest, order_by(pub_date desc nulls end))]
struct Reporter {
    id: i64,
}

#[derive(BatchLoad)]
struct Article {
    id: i64,
    pub_date: Option<i64>,
    #[belongs_to(Reporter)]
    reporter_id: i64,
}

fn main() {}
