//! A key that does not exist is named, with the one that was probably meant.

use batchload::BatchLoad;

#[derive(BatchLoad)]
struct Reporter {
    id: i64,
}

#[derive(BatchLoad)]
struct Article {
    id: i64,
    #[belongs_to(Reporter, reference = email)]
    reporter_id: i64,
}

fn main() {}
