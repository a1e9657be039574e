//! An enum of models and its variants have few attributes.

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
#[batch_load(table = "subjects")]
#[batch_load(key)]
#[has_many(Photo)]
enum Subject {
    #[batch_load(kin = "article")]
    Article(One<Article>),
    #[batch_load(kind = picture)]
    Photo(One<Photo>),
}

fn main() {}
