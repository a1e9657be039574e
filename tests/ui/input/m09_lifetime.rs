//! Rows outlive the statement that found them.

use batchload::BatchLoad;

#[derive(BatchLoad)]
struct Reporter<'a> {
    id: i64,
    name: &'a str,
}

fn main() {}
