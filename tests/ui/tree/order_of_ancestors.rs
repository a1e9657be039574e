//! Ancestors have the order of their distance.

use batchload::BatchLoad;

#[derive(BatchLoad)]
#[ancestors(foreign_key = manager_id, order_by(name))]
struct Employee {
    id: i64,
    manager_id: Option<i64>,
    mentor_id: Option<i64>,
    team_id: i32,
}

fn main() {}
