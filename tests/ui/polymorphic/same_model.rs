//! Every model has one variant.

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
    Essay(One<Article>),
    Photo(One<Photo>),
}

fn main() {}
