//! A key that is written wrong is one mistake; the default key is not looked for in its place.

use batchload::BatchLoad;

#[derive(BatchLoad)]
#[has_many(Article, foreign_key = "author_id")]
#[has_many(Article, name = edited, fk = author_id)]
#[has_many(Article, name = all, foreign_key = author_id)]
struct Reporter {
    id: i64,
}

#[derive(BatchLoad)]
#[belongs_to(Reporter, key = author_id)]
struct Article {
    id: i64,
    #[batch_load(index)]
    author_id: i64,
}

fn main() {}
