//! Cursors hold so many values, and no more.

use batchload::BatchLoad;

#[derive(BatchLoad)]
#[has_many(Article, order_by(year desc, month desc, day desc, section, edition, sheet, place), page)]
struct Reporter {
    id: i64,
}

#[derive(BatchLoad)]
struct Article {
    id: i64,
    #[belongs_to(Reporter)]
    reporter_id: i64,
    year: i32,
    month: i32,
    day: i32,
    section: i32,
    edition: i32,
    sheet: i32,
    place: i32,
}

fn main() {}
