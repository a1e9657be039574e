//! A union is not a row.

use batchload::BatchLoad;

#[derive(BatchLoad)]
union Reporter {
    id: i64,
}

fn main() {}
