//! A row is not its own parent.

use batchload::BatchLoad;

#[derive(BatchLoad)]
#[ancestors(foreign_key = id)]
struct Employee {
    id: i64,
    manager_id: Option<i64>,
    mentor_id: Option<i64>,
    team_id: i32,
}

fn main() {}
