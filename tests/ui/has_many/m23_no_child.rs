//! A relation names its model.

use batchload::BatchLoad;

#[derive(BatchLoad)]
#[has_many]
#[has_many(foreign_key = author_id)]
struct Reporter {
    id: i64,
}

fn main() {}
