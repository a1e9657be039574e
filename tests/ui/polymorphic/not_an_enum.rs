//! A parent with a kind is an enum of models.

use batchload::BatchLoad;

#[derive(BatchLoad)]
struct Article {
    id: i64,
}

#[derive(BatchLoad)]
struct Photo {
    id: i64,
}

#[derive(BatchLoad)]
struct Comment {
    id: i64,
    subject_type: String,
    #[belongs_to(Article, kind = subject_type)]
    subject_id: i64,
}

fn main() {}
