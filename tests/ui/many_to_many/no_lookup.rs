//! The link model has lookups by both keys.

use batchload::BatchLoad;

#[derive(BatchLoad)]
#[many_to_many(Article, through = Authorship, target_key = note)]
struct Reporter {
    id: i64,
}

#[derive(BatchLoad)]
struct Article {
    id: i64,
}

#[derive(BatchLoad)]
struct Authorship {
    id: i64,
    #[belongs_to(Reporter)]
    reporter_id: i64,
    #[belongs_to(Article)]
    article_id: i64,
    note: String,
}

fn main() {}
