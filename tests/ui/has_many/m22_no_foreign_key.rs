//! The field that `foreign_key` names is a key of the child.

use batchload::BatchLoad;

#[derive(BatchLoad)]
#[has_many(Article, foreign_key = author_id)]
struct Reporter {
    id: i64,
}

#[derive(BatchLoad)]
struct Article {
    id: i64,
    #[belongs_to(Reporter)]
    reporter_id: i64,
}

fn main() {}
