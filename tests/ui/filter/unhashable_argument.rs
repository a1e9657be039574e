//! An argument is a key of its answers.

use batchload::BatchLoad;

#[derive(BatchLoad)]
#[has_many(Article, filter = "id > :since", args(since: Since))]
struct Reporter {
    id: i64,
}

#[derive(BatchLoad)]
struct Article {
    id: i64,
    published: bool,
    #[belongs_to(Reporter)]
    reporter_id: i64,
}

fn main() {}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Since(i64);
