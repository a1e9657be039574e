//! Pages are sorted by types that a cursor can hold.

use batchload::BatchLoad;

#[derive(Clone, Debug, PartialEq, sqlx::Type)]
#[sqlx(transparent)]
struct Rank(i64);

#[derive(BatchLoad)]
#[has_many(Article, order_by(rank desc, id), page)]
struct Reporter {
    id: i64,
}

#[derive(BatchLoad)]
struct Article {
    id: i64,
    rank: Rank,
    #[belongs_to(Reporter)]
    reporter_id: i64,
}

fn main() {}
