//! Three mistakes in one struct are three messages in one run.

use batchload::BatchLoad;

#[derive(BatchLoad)]
#[batch_load(tabel = "reporters")]
#[has_many(Article, order_by())]
struct Reporter {
    id: i64,
    #[batch_load(index)]
    score: f64,
}

#[derive(BatchLoad)]
struct Article {
    id: i64,
    pub_date: i64,
    #[belongs_to(Reporter)]
    reporter_id: i64,
}

fn main() {}
