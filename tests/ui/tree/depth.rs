//! Rows are followed as far as every database follows them.

use batchload::BatchLoad;

#[derive(BatchLoad)]
#[ancestors(foreign_key = manager_id, depth = 1000)]
#[descendants(foreign_key = manager_id, depth = 0)]
struct Employee {
    id: i64,
    manager_id: Option<i64>,
    mentor_id: Option<i64>,
    team_id: i32,
}

fn main() {}
