//! Expected: `i64` cannot be an argument of a scope, told at the type, with what to write.

use batchload::BatchLoad;

#[derive(BatchLoad)]
#[batch_load(filter = "tenant_id = :tenant", args(tenant: i64))]
struct Article {
    id: i64,
}

fn main() {}
