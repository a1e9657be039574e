//! All models of an enum have primary keys of one type.

#[derive(batchload::BatchLoad)]
struct Article {
    id: i64,
}

#[derive(batchload::BatchLoad)]
struct Photo {
    id: i32,
}

use batchload::{BatchLoad, One};

#[derive(BatchLoad)]
enum Subject {
    Article(One<Article>),
    Photo(One<Photo>),
}

fn main() {}
