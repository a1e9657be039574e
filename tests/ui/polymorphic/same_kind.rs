//! Every model has a kind of its own.

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
    #[batch_load(kind = "article")]
    Photo(One<Photo>),
}

fn main() {}
