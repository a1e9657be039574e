//! Every part of a key equals itself.

use batchload::BatchLoad;

#[derive(BatchLoad)]
#[batch_load(index(number, weight))]
struct Order {
    #[batch_load(primary_key)]
    tenant: i64,
    #[batch_load(primary_key)]
    number: i64,
    weight: f64,
}

#[derive(BatchLoad)]

struct Line {
    id: i64,
    tenant: i64,
    order_number: i64,
    note: String,
}

fn main() {}
