//! A transparent struct is a value, not a row.

use batchload::BatchLoad;

#[derive(BatchLoad)]
#[sqlx(transparent)]
struct Reporter {
    id: i64,
}

fn main() {}
