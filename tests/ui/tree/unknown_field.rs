//! The field that names the parent exists.

use batchload::BatchLoad;

#[derive(BatchLoad)]
#[ancestors(foreign_key = manger_id)]
struct Employee {
    id: i64,
    manager_id: Option<i64>,
    mentor_id: Option<i64>,
    team_id: i32,
}

fn main() {}
