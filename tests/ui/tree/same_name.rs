//! Every relation has a method of its own.

use batchload::BatchLoad;

#[derive(BatchLoad)]
#[ancestors(foreign_key = manager_id)]
#[ancestors(foreign_key = mentor_id)]
struct Employee {
    id: i64,
    manager_id: Option<i64>,
    mentor_id: Option<i64>,
    team_id: i32,
}

fn main() {}
