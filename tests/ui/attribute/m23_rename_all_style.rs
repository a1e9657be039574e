//! The styles of `rename_all` are those of sqlx.

use batchload::BatchLoad;

#[derive(BatchLoad)]
#[sqlx(rename_all = "camelcase")]
struct Reporter {
    id: i64,
}

fn main() {}
