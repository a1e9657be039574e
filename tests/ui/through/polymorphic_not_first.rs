//! The kind of a polymorphic key is in no column of the table before.

use batchload::{BatchLoad, One};

#[derive(BatchLoad)]
#[has_many(Issue)]
#[has_many(Attachment, through(issues, attachments))]
struct Project {
    id: i64,
}

#[derive(BatchLoad)]
#[has_many(Attachment, polymorphic = owner)]
struct Issue {
    id: i64,
    #[belongs_to(Project)]
    project_id: i64,
}

#[derive(BatchLoad)]
struct Attachment {
    id: i64,
    owner_kind: String,
    #[belongs_to(Owner, kind = owner_kind)]
    owner_id: i64,
}

#[derive(BatchLoad)]
enum Owner {
    Issue(One<Issue>),
}

fn main() {}
