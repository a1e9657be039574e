//! The field that holds the parent's key is given as `foreign_key`, and trees have few options beside it.

use batchload::BatchLoad;

#[derive(BatchLoad)]
#[ancestors(parent_id)]
#[descendants(parent = parent_id)]
#[descendants(foreign_key = parent_id, name = pages, page)]
#[descendants(count, foreign_key = parent_id, name = others)]
struct Page {
    id: i64,
    parent_id: Option<i64>,
}

fn main() {}
