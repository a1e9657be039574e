//! A filter has at most six arguments.

use batchload::BatchLoad;

#[derive(BatchLoad)]
#[has_many(Article, filter = "id IN (:a, :b, :c, :d, :e, :f, :g)", args(a: i64, b: i64, c: i64, d: i64, e: i64, f: i64, g: i64))]
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
