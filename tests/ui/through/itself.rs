//! A chain does not lead through itself.

use batchload::BatchLoad;

#[derive(BatchLoad)]
#[has_many(Article)]
#[has_many(Article, name = since, filter = "id > :id", args(id: i64))]
#[has_many(Comment, through(comments, article))]
struct Reporter {
    id: i64,
}

#[derive(BatchLoad)]
#[has_many(Comment)]
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
