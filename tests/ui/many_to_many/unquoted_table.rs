//! A table that no struct stands for is quoted.

use batchload::BatchLoad;

#[derive(BatchLoad)]
#[many_to_many(Tag, through = article_tags)]
struct Article {
    id: i64,
}

#[derive(BatchLoad)]
struct Tag {
    id: i64,
}

fn main() {}
