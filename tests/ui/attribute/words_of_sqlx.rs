//! Columns are named and skipped by the attributes of sqlx, and several fields make a lookup above the struct.

use batchload::BatchLoad;

#[derive(BatchLoad)]
struct Reporter {
    id: i64,
    #[batch_load(rename = "e-mail")]
    email: String,
    #[batch_load(column = name)]
    motto: String,
    #[batch_load(skip)]
    cached: i64,
    #[batch_load(unique(tenant, number))]
    tenant: i64,
    number: i64,
}

fn main() {}
