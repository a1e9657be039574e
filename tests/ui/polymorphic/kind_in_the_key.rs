//! The kind stands in a field of its own.

use batchload::{BatchLoad, One};

#[derive(BatchLoad)]
struct Photo {
    id: String,
}

#[derive(BatchLoad)]
enum Subject {
    Photo(One<Photo>),
}

#[derive(BatchLoad)]
struct Comment {
    id: i64,
    #[belongs_to(Subject, kind = subject_id)]
    subject_id: String,
}

fn main() {}
