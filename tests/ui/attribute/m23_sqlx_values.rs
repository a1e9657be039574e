//! What sqlx reads a field by is written as sqlx takes it.

use batchload::BatchLoad;

#[derive(BatchLoad)]
struct Reporter {
    id: i64,
    #[sqlx(try_from = "String of")]
    name: String,
    #[sqlx(json())]
    tags: String,
    #[sqlx(json(nullable = true))]
    address: String,
}

fn main() {}
