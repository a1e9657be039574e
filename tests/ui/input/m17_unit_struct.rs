//! A row has columns.

use batchload::BatchLoad;

#[derive(BatchLoad)]
struct Reporter;

fn main() {}
