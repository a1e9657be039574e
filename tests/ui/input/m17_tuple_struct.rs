//! Columns have names, so fields have them too.

use batchload::BatchLoad;

#[derive(BatchLoad)]
struct Reporter(i64, String);

fn main() {}
