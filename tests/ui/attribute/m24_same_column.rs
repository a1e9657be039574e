//! A column fills one field.

use batchload::BatchLoad;

#[derive(BatchLoad)]
struct Reporter {
    id: i64,
    email: String,
    #[sqlx(rename = "email")]
    address: String,
}

fn main() {}
