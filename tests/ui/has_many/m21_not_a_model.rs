//! The child is a model.

use batchload::BatchLoad;

#[derive(BatchLoad)]
#[has_many(Article)]
struct Reporter {
    id: i64,
}

struct Article;

fn main() {}
