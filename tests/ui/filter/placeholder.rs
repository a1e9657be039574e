//! Values of a filter are named arguments: placeholders are numbered differently by each database.

use batchload::BatchLoad;

#[derive(BatchLoad)]
#[has_many(Article, name = a, filter = "id > ?")]
#[has_many(Article, name = b, filter = "id > $1")]
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
