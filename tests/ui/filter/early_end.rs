//! A filter cannot end the condition early.

use batchload::BatchLoad;

#[derive(BatchLoad)]
#[has_many(Article, name = a, filter = "published; DROP TABLE articles")]
#[has_many(Article, name = b, filter = "published -- and more")]
#[has_many(Article, name = c, filter = "published /* and more")]
#[has_many(Article, name = d, filter = "published) OR (1 = 1")]
struct Reporter {
    id: i64,
}

#[derive(BatchLoad)]
struct Article {
    id: i64,
    published: bool,
    #[belongs_to(Reporter)]
    reporter_id: i64,
}

fn main() {}
