//! Expected: `Comment` has no relation `likes`, told at the chain.

use batchload::BatchLoad;

#[derive(BatchLoad)]
#[has_many(Article)]
#[has_many(Like, through(articles, comments, likes))]
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

#[derive(BatchLoad)]
struct Like {
    id: i64,
    #[belongs_to(Comment)]
    comment_id: i64,
}

fn main() {}
