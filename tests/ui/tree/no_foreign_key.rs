//! Ancestors and descendants need the field that names the parent.

use batchload::BatchLoad;

#[derive(BatchLoad)]
#[ancestors(name = managers)]
struct Employee {
    id: i64,
    manager_id: Option<i64>,
    mentor_id: Option<i64>,
    team_id: i32,
}

fn main() {}
