//! The field that a relation references is a key of the parent.

use batchload::BatchLoad;

#[derive(BatchLoad)]
struct Reporter {
    id: i64,
    email: String,
}

#[derive(BatchLoad)]
struct Article {
    id: i64,
    #[belongs_to(Reporter, name = author, references = email)]
    author_email: String,
}

fn main() {}
