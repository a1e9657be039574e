//! A target that is not in scope is one message.

use batchload::BatchLoad;

#[derive(BatchLoad)]
#[many_to_many(Articel, through = "authorships")]
struct Reporter {
    id: i64,
}

#[derive(BatchLoad)]
struct Article {
    id: i64,
}

fn main() {}
