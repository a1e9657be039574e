//! `by_id` is the lookup by primary key.

use batchload::BatchLoad;

#[derive(BatchLoad)]
struct Reporter {
    #[batch_load(primary_key)]
    code: String,
    #[batch_load(unique)]
    id: i64,
}

fn main() {}
