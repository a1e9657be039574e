//! The target is a model.

use batchload::BatchLoad;

#[derive(BatchLoad)]
#[many_to_many(Plain, through = "authorships")]
struct Reporter {
    id: i64,
}

#[derive(BatchLoad)]
struct Article {
    id: i64,
}

struct Plain;

fn main() {}
