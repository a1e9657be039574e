//! A variant of an enum of models holds a row as it is loaded.

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
    Article(Article),
    Photo(One<Photo>),
}

fn main() {}
