//! A relation names its model.

use batchload::BatchLoad;

#[derive(BatchLoad)]
struct Article {
    id: i64,
    #[belongs_to]
    reporter_id: i64,
    #[belongs_to()]
    editor_id: i64,
    #[belongs_to(name = author)]
    author_id: i64,
}

fn main() {}
