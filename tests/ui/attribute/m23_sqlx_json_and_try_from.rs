//! A field is read in one way.

use batchload::BatchLoad;

#[derive(BatchLoad)]
struct Reporter {
    id: i64,
    #[sqlx(json, try_from = "String")]
    address: String,
}

fn main() {}
