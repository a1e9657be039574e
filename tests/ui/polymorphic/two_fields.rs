//! A variant of an enum of models holds one row.

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
    Article(One<Article>, One<Photo>),
    Photo { photo: One<Photo> },
}

fn main() {}
