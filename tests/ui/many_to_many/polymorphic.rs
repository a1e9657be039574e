//! A table between that holds a kind.

use batchload::BatchLoad;

#[derive(BatchLoad)]
#[many_to_many(Tag, through = "taggings", polymorphic = subject)]
struct Article {
    id: i64,
}

#[derive(BatchLoad)]
struct Tag {
    id: i64,
}

fn main() {}
