//! A parent of several models is named by its primary key, on the way back as well.

use batchload::{BatchLoad, One};

#[derive(BatchLoad)]
enum Subject {
    Article(One<Article>),
}

#[derive(BatchLoad)]
#[has_many(Comment, polymorphic = subject, references = number)]
struct Article {
    id: i64,
    number: i64,
}

#[derive(BatchLoad)]
struct Comment {
    id: i64,
    #[belongs_to(Subject, kind = subject_kind)]
    subject_id: i64,
    subject_kind: String,
}

fn main() {}
