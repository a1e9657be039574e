//! A parent that is not in scope is one message.

use batchload::BatchLoad;

#[derive(BatchLoad)]
struct Article {
    id: i64,
    #[belongs_to(Reporter)]
    reporter_id: i64,
}

fn main() {}
