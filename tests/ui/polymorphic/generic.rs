//! An enum of models has no parameters.

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
enum Subject<T> {
    Article(One<Article>),
    Photo(One<T>),
}

fn main() {}
