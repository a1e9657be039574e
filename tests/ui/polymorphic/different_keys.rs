//! The models of an enum have primary keys of one type, or of types that are converted.

#[derive(batchload::BatchLoad)]
struct Article {
    id: i64,
}

#[derive(batchload::BatchLoad)]
struct Photo {
    id: [u8; 16],
}

use batchload::{BatchLoad, One};

#[derive(BatchLoad)]
enum Subject {
    Article(One<Article>),
    Photo(One<Photo>),
}

#[derive(BatchLoad)]
#[batch_load(key = String)]
enum Named {
    Article(One<Article>),
}

fn main() {}
