//! The key that points back has the type of the primary key.

use batchload::BatchLoad;

#[derive(BatchLoad)]
#[has_many(Article)]
struct Reporter {
    id: i64,
}

#[derive(BatchLoad)]
struct Article {
    id: i64,
    #[batch_load(index)]
    reporter_id: i32,
}

fn main() {}
