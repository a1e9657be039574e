//! Only numbers can be summed.

use batchload::BatchLoad;

#[derive(BatchLoad)]
#[has_many(Article, min(headline), sum(headline))]
struct Reporter {
    id: i64,
}

#[derive(BatchLoad)]
struct Article {
    id: i64,
    headline: String,
    #[belongs_to(Reporter)]
    reporter_id: i64,
}

fn main() {}
