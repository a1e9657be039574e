//! A relation back belongs to one of the models of the enum.

use batchload::{BatchLoad, One};

#[derive(BatchLoad)]
struct Comment {
    id: i64,
    subject_type: String,
    #[belongs_to(Subject, kind = subject_type)]
    subject_id: i64,
}

#[derive(BatchLoad)]
#[has_many(Comment, polymorphic = subject)]
struct Article {
    id: i64,
}

#[derive(BatchLoad)]
#[has_many(Comment, polymorphic = subject)]
struct Photo {
    id: i64,
}

#[derive(BatchLoad)]
enum Subject {
    Article(One<Article>),
}

fn main() {}
