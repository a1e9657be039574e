//! A field without a column is no key.

use batchload::BatchLoad;

#[derive(BatchLoad)]
struct Reporter {
    id: i64,
    #[sqlx(skip)]
    #[batch_load(index)]
    section: String,
}

fn main() {}
