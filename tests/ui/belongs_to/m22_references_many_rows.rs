//! The field that a relation references has one row for each value.

use batchload::BatchLoad;

#[derive(BatchLoad)]
struct Reporter {
    id: i64,
    #[batch_load(index)]
    email: String,
}

#[derive(BatchLoad)]
struct Article {
    id: i64,
    #[belongs_to(Reporter, name = author, references = email)]
    author_email: String,
}

fn main() {}
