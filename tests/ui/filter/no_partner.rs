//! A field without a lookup is one mistake, whatever the relation takes.

use batchload::BatchLoad;

#[derive(BatchLoad)]
#[has_many(Article, filter = "day > :since", args(since: i64), count)]
struct Reporter {
    id: i64,
}

#[derive(BatchLoad)]
struct Article {
    id: i64,
    day: i64,
    reporter_id: i64,
}

fn main() {}
