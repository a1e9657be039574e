//! `optional` is a word alone, and only a `belongs_to` has it.

use batchload::BatchLoad;

#[derive(BatchLoad)]
#[has_one(Article, optional)]
struct Reporter {
    id: i64,
}

#[derive(BatchLoad)]
struct Article {
    id: i64,
    #[belongs_to(Reporter, optional = true)]
    reporter_id: i64,
}

fn main() {}
