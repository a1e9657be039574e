//! A cursor holds what the database sorts by, and not the field that is made of it.

use batchload::BatchLoad;

#[derive(BatchLoad)]
#[has_many(Article, order_by(day desc), page)]
#[has_many(Article, name = by_day, order_by(day desc))]
struct Reporter {
    id: i64,
}

#[derive(BatchLoad)]
struct Article {
    id: i64,
    #[sqlx(try_from = "i32")]
    day: i64,
    #[belongs_to(Reporter)]
    reporter_id: i64,
}

fn main() {}
