//! The field that a relation references has a name that a field can have.

use batchload::BatchLoad;

#[derive(BatchLoad)]
struct Reporter {
    id: i64,
}

#[derive(BatchLoad)]
struct Article {
    id: i64,
    #[belongs_to(Reporter, references = self)]
    reporter_id: i64,
}

fn main() {}
