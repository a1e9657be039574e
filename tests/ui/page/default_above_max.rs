//! The default is a page that can be asked for.

use batchload::BatchLoad;

#[derive(BatchLoad)]
#[has_many(Article, page(default = 50, max = 10))]
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
