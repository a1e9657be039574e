//! Only numbers can be averaged, be they null or not.

use batchload::BatchLoad;

#[derive(BatchLoad)]
#[has_many(Article, avg(pub_date))]
struct Reporter {
    id: i64,
}

#[derive(BatchLoad)]
struct Article {
    id: i64,
    pub_date: Option<chrono::NaiveDate>,
    #[belongs_to(Reporter)]
    reporter_id: i64,
}

fn main() {}
