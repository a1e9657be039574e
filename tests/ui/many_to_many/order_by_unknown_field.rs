//! Rows are ordered by fields of the target.

use batchload::BatchLoad;

#[derive(BatchLoad)]
#[many_to_many(Article, through = "authorships", order_by(written))]
struct Reporter {
    id: i64,
}

#[derive(BatchLoad)]
struct Article {
    id: i64,
}

fn main() {}
