//! The key of the parent has as many fields as the primary key.

use batchload::BatchLoad;

#[derive(BatchLoad)]
#[descendants(foreign_key(manager_id, team_id))]
struct Employee {
    id: i64,
    manager_id: Option<i64>,
    mentor_id: Option<i64>,
    team_id: i32,
}

fn main() {}
