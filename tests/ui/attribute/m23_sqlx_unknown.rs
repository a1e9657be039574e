//! A key of sqlx that is misspelt would silently read another column.

use batchload::BatchLoad;

#[derive(BatchLoad)]
struct Reporter {
    id: i64,
    #[sqlx(renmae = "mail")]
    email: String,
}

fn main() {}
