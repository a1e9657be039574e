//! A field that is skipped is filled with its default.

use batchload::BatchLoad;

struct Cache;

#[derive(BatchLoad)]
struct Reporter {
    id: i64,
    #[sqlx(skip)]
    cache: Cache,
}

fn main() {}
