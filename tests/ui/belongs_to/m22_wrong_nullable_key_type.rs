//! A nullable key has the type of the parent's key inside its `Option`.

use batchload::BatchLoad;

#[derive(BatchLoad)]
struct Reporter {
    id: i64,
}

#[derive(BatchLoad)]
struct Article {
    id: i64,
    #[belongs_to(Reporter)]
    editor_id: Option<String>,
}

fn main() {}
