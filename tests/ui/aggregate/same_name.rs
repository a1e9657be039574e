//! Aggregates and lazy fields are loaded by methods, whose names no relation can have.

use batchload::{BatchLoad, Lazy};

#[derive(BatchLoad)]
#[has_many(Article, count)]
#[has_many(Article, name = articles_count)]
#[has_many(Article, name = articles_sum, sum(words))]
#[has_many(Article, name = articles_sum_sum, sum(words))]
#[has_many(Article, name = articles_sum_sum_words)]
#[has_one(Article, name = motto)]
#[has_many(Article, name = first_exists)]
#[has_many(Article, name = first, exists)]
struct Reporter {
    id: i64,
    #[batch_load(lazy)]
    motto: Lazy<String>,
}

#[derive(BatchLoad)]
struct Article {
    id: i64,
    words: i64,
    #[belongs_to(Reporter)]
    reporter_id: i64,
}

fn main() {}
