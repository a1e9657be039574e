//! The field that holds the parent's key is given as `foreign_key`.

use batchload::BatchLoad;

#[derive(BatchLoad)]
#[ancestors(parent_id)]
#[descendants(parent = parent_id)]
struct Page {
    id: i64,
    parent_id: Option<i64>,
}

fn main() {}
