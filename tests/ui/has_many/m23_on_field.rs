//! `has_many` stands above the struct.

use batchload::BatchLoad;

#[derive(BatchLoad)]
struct Reporter {
    id: i64,
    #[has_many(Article)]
    articles: i64,
}

fn main() {}
