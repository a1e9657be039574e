//! Every part of a table's name is a name.

use batchload::BatchLoad;

#[derive(BatchLoad)]
#[batch_load(table = "news.")]
struct Reporter {
    id: i64,
}

fn main() {}
