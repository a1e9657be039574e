//! A parent of several models is the end of a way.

use batchload::{BatchLoad, One};

#[derive(BatchLoad)]
#[has_many(Comment)]
#[has_many(Article, through(comments, subject))]
struct Author {
    id: i64,
}

#[derive(BatchLoad)]
#[has_many(Author, name = linked, through(links, author))]
#[has_many(Link, foreign_key = subject_id)]
struct Article {
    id: i64,
}

#[derive(BatchLoad)]
struct Link {
    id: i64,
    subject_type: String,
    #[belongs_to(Subject, kind = subject_type)]
    subject_id: i64,
    #[belongs_to(Author)]
    author_id: i64,
}

#[derive(BatchLoad)]
enum Subject {
    Article(One<Article>),
}

#[derive(BatchLoad)]
struct Comment {
    id: i64,
    #[belongs_to(Author)]
    author_id: i64,
    subject_type: String,
    #[belongs_to(Subject, kind = subject_type)]
    subject_id: i64,
}

fn main() {}
