//! A query is no table.

use batchload::BatchLoad;

#[derive(BatchLoad)]
#[batch_load(table = "(SELECT id FROM people) AS reporters")]
struct Reporter {
    id: i64,
}

fn main() {}
