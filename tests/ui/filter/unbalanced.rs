//! What a filter opens, it closes.

use batchload::BatchLoad;

#[derive(BatchLoad)]
#[has_many(Article, name = a, filter = "id IN (1, 2")]
#[has_many(Article, name = b, filter = "title = 'it")]
#[has_many(Article, name = c, filter = r"title = 'it\\'s'")]
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
