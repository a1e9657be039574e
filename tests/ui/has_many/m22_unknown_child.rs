//! A child that is not in scope is one message.

use batchload::BatchLoad;

#[derive(BatchLoad)]
#[has_many(Article)]
struct Reporter {
    id: i64,
}

fn main() {}
