//! JSON is no key.

use batchload::BatchLoad;

#[derive(BatchLoad)]
struct Reporter {
    id: i64,
    #[sqlx(json)]
    #[batch_load(unique)]
    email: String,
}

fn main() {}
