//! A key can be compared and hashed.

use batchload::BatchLoad;

#[derive(BatchLoad)]
struct Reporter {
    id: i64,
    #[batch_load(index)]
    section: Section,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Section(String);

fn main() {}
