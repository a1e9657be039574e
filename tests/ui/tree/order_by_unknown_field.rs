//! Descendants are ordered by fields that are there.

use batchload::BatchLoad;

#[derive(BatchLoad)]
#[descendants(foreign_key = manager_id, order_by(size desc))]
struct Employee {
    id: i64,
    manager_id: Option<i64>,
    mentor_id: Option<i64>,
    team_id: i32,
}

fn main() {}
