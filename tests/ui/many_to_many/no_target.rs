//! A relation names its model.

use batchload::BatchLoad;

#[derive(BatchLoad)]
#[many_to_many(through = "authorships")]
struct Reporter {
    id: i64,
}

#[derive(BatchLoad)]
struct Article {
    id: i64,
}

fn main() {}
