//! The method of a page is no other relation's.

use batchload::BatchLoad;

#[derive(BatchLoad)]
#[has_many(Article, page)]
#[has_many(Article, name = articles_page)]
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
