//! What a variant holds is a row of a model.

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
    Text(One<String>),
}

fn main() {}
