//! Some names are taken by the method.

use batchload::BatchLoad;

#[derive(BatchLoad)]
#[has_many(Article, filter = "id > :loaders", args(loaders: i64))]
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
