//! What is null is not converted.

use batchload::BatchLoad;

#[derive(BatchLoad)]
struct Reporter {
    id: i64,
    #[sqlx(json(nullable), try_from = "String")]
    address: Option<String>,
}

fn main() {}
