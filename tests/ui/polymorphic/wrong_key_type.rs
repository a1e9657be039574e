//! The key is of the type of the primary keys of the models.

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
    #[belongs_to(Subject, kind = subject_type)]
    subject_id: i32,
}

fn main() {}
