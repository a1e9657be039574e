//! A relation back goes by the relation that leads here.

use batchload::{BatchLoad, One};

#[derive(BatchLoad)]
struct Comment {
    id: i64,
    subject_type: String,
    #[belongs_to(Subject, kind = subject_type)]
    subject_id: i64,
}

#[derive(BatchLoad)]
#[has_many(Comment, polymorphic = topic)]
struct Article {
    id: i64,
}

#[derive(BatchLoad)]
enum Subject {
    Article(One<Article>),
}

fn main() {}
