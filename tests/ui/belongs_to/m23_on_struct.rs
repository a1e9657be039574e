//! `belongs_to` stands above the field that holds the key.

use batchload::BatchLoad;

#[derive(BatchLoad)]
struct Reporter {
    id: i64,
}

#[derive(BatchLoad)]
#[belongs_to(Reporter)]
struct Article {
    id: i64,
}

fn main() {}
