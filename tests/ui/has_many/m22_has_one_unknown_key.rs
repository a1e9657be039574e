//! `has_one` knows the keys of `has_many`.

use batchload::BatchLoad;

#[derive(BatchLoad)]
#[has_one(Article, foreign = author_id)]
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
