//! A converted value is no key.

use batchload::BatchLoad;

#[derive(BatchLoad)]
struct Reporter {
    id: i64,
}

#[derive(BatchLoad)]
struct Article {
    id: i64,
    #[belongs_to(Reporter)]
    #[sqlx(try_from = "i32")]
    reporter_id: i64,
}

fn main() {}
