//! A filter describes all rows.

use batchload::BatchLoad;

#[derive(BatchLoad)]
struct Reporter {
    id: i64,
    #[batch_load(filter = "deleted_at IS NULL")]
    deleted_at: Option<i64>,
}

fn main() {}
