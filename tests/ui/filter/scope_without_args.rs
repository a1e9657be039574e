//! Expected: `:tenant` is not listed, told at the condition.

use batchload::BatchLoad;

#[derive(BatchLoad)]
#[batch_load(filter = "tenant_id = :tenant")]
struct Article {
    id: i64,
}

fn main() {}
