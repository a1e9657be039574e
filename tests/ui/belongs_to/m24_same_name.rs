//! Every relation has a method of its own.

use batchload::BatchLoad;

#[derive(BatchLoad)]
struct Reporter {
    id: i64,
}

#[derive(BatchLoad)]
struct Article {
    id: i64,
    #[belongs_to(Reporter)]
    reporter_id: i64,
    #[belongs_to(Reporter, name = reporter)]
    editor_id: i64,
}

fn main() {}
