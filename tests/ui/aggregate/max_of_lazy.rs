//! A lazy column is no column that lookups know.

use batchload::{BatchLoad, Lazy};

#[derive(BatchLoad)]
#[has_many(Article, max(body))]
struct Reporter {
    id: i64,
}

#[derive(BatchLoad)]
struct Article {
    id: i64,
    #[batch_load(lazy)]
    body: Lazy<String>,
    #[belongs_to(Reporter)]
    reporter_id: i64,
}

fn main() {}
