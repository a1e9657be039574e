//! A key that does not exist is named, with the one that was probably meant.

use batchload::BatchLoad;

#[derive(BatchLoad)]
#[many_to_many(Article, thruogh = "authorships")]
struct Reporter {
    id: i64,
}

#[derive(BatchLoad)]
struct Article {
    id: i64,
}

fn main() {}
