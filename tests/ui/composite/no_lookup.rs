//! The child has a lookup by the fields that are named, in their order.

use batchload::BatchLoad;

#[derive(BatchLoad)]
#[has_many(Line, foreign_key(tenant, order_number))]
struct Order {
    #[batch_load(primary_key)]
    tenant: i64,
    #[batch_load(primary_key)]
    number: i64,
    weight: f64,
}

#[derive(BatchLoad)]
#[batch_load(index(order_number, tenant))]
struct Line {
    id: i64,
    tenant: i64,
    order_number: i64,
    note: String,
}

fn main() {}
