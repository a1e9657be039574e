//! Pages are sorted by fields of the child.

use batchload::BatchLoad;

#[derive(BatchLoad)]
#[has_many(Article, order_by(rank desc, id), page)]
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
