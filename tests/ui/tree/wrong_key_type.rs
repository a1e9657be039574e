//! The field that names the parent is of the type of the primary key.

use batchload::BatchLoad;

#[derive(BatchLoad)]
#[ancestors(foreign_key = team_id)]
struct Employee {
    id: i64,
    manager_id: Option<i64>,
    mentor_id: Option<i64>,
    team_id: i32,
}

fn main() {}
