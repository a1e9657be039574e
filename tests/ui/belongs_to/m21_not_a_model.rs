//! The parent is a model.

use batchload::BatchLoad;

struct Reporter;

#[derive(BatchLoad)]
struct Article {
    id: i64,
    #[belongs_to(Reporter)]
    reporter_id: i64,
}

fn main() {}
