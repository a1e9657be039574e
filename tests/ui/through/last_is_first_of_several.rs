//! Nor does a chain end with the first of several rows.

use batchload::BatchLoad;

#[derive(BatchLoad)]
#[has_many(Article)]
#[has_many(Comment, through(articles, comment))]
struct Reporter {
    id: i64,
}

#[derive(BatchLoad)]
#[has_one(Comment)]
struct Article {
    id: i64,
    #[belongs_to(Reporter)]
    reporter_id: i64,
}

#[derive(BatchLoad)]
struct Comment {
    id: i64,
    #[belongs_to(Article)]
    article_id: i64,
}

fn main() {}
