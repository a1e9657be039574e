//! The parent is a struct, not any type.

use batchload::BatchLoad;

#[derive(BatchLoad)]
struct Article {
    id: i64,
    #[belongs_to(Option<Reporter>)]
    reporter_id: i64,
}

fn main() {}
