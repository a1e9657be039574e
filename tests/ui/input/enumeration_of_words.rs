//! An enum of words is one mistake, however many words there are.

use batchload::BatchLoad;

#[derive(BatchLoad)]
enum Status {
    Draft,
    Published,
    Gone,
}

fn main() {}
