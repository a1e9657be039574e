//! Arguments are owned, of one type, and equal themselves, also within another type.

use batchload::BatchLoad;

#[derive(BatchLoad)]
#[has_many(Article, filter = "title = :title", args(title: Option<&str>))]
#[has_many(Article, name = called, filter = "title = :title", args(title: impl Into<String>))]
#[has_many(Article, name = rated, filter = "rating = ANY(:ratings)", args(ratings: Vec<f64>))]
struct Reporter {
    id: i64,
}

#[derive(BatchLoad)]
struct Article {
    id: i64,
    #[belongs_to(Reporter)]
    reporter_id: i64,
}

fn main() {}
