//! A table has rows of one type.

use batchload::BatchLoad;

#[derive(BatchLoad)]
struct Reporter<T> {
    id: T,
}

fn main() {}
