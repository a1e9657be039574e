//! The field of the kind exists.

use batchload::{BatchLoad, One};

#[derive(BatchLoad)]
struct Article {
    id: i64,
}

#[derive(BatchLoad)]
struct Photo {
    id: i64,
}

#[derive(BatchLoad)]
enum Subject {
    Article(One<Article>),
    Photo(One<Photo>),
}

#[derive(BatchLoad)]
struct Comment {
    id: i64,
    subject_type: String,
    #[belongs_to(Subject, kind = subject_kind)]
    subject_id: i64,
}

fn main() {}
