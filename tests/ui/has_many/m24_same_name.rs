//! Two relations to one model have two names.

use batchload::BatchLoad;

#[derive(BatchLoad)]
#[has_many(Article)]
#[has_many(Article, foreign_key = editor_id)]
struct Reporter {
    id: i64,
}

#[derive(BatchLoad)]
struct Article {
    id: i64,
    #[belongs_to(Reporter)]
    reporter_id: i64,
    #[belongs_to(Reporter)]
    editor_id: i64,
}

fn main() {}
