//! A field that several models name is told by its name.

use batchload::BatchLoad;

#[derive(BatchLoad)]
#[has_many(Article, foreign_key = author_id, order_by(day))]
struct Reporter {
    id: i64,
}

#[derive(BatchLoad)]
#[has_many(Article, foreign_key = author_id, order_by(day))]
#[has_many(Article, name = all, through(sections, articles))]
struct Section {
    id: i64,
}

#[derive(BatchLoad)]
#[has_many(Article, through(sections, articles))]
struct Paper {
    id: i64,
}

#[derive(BatchLoad)]
struct Article {
    id: i64,
    author_id: i64,
}

fn main() {}
