//! A key names as many fields as the parent has.

use batchload::BatchLoad;

#[derive(BatchLoad)]

struct Order {
    #[batch_load(primary_key)]
    tenant: i64,
    #[batch_load(primary_key)]
    number: i64,
    weight: f64,
}

#[derive(BatchLoad)]
#[belongs_to(Order, name = one, foreign_key = order_number)]
struct Line {
    id: i64,
    tenant: i64,
    order_number: i64,
    note: String,
}

fn main() {}
