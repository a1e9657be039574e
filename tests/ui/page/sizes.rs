//! The sizes of a page are a list, and a name is one that can be said.

use batchload::BatchLoad;

#[derive(BatchLoad)]
#[has_many(Article, page = 10)]
#[has_many(Article, name = edited, page())]
struct Reporter {
    id: i64,
}

#[derive(BatchLoad)]
#[has_many(Article, name = _, foreign_key = reporter_id)]
struct Editor {
    id: i64,
}

#[derive(BatchLoad)]
struct Article {
    id: i64,
    #[belongs_to(Reporter)]
    reporter_id: i64,
}

fn main() {}
