//! The two keys are two columns; what is written last is blamed.

use batchload::BatchLoad;

#[derive(BatchLoad)]
#[many_to_many(Tag, through = "article_tags", foreign_key = "tag_id")]
#[many_to_many(Tag, name = all, through = Tagging, foreign_key = a, target_key = a)]
struct Article {
    id: i64,
}

#[derive(BatchLoad)]
struct Tag {
    id: i64,
}

#[derive(BatchLoad)]
struct Tagging {
    id: i64,
    #[batch_load(index)]
    a: i64,
}

fn main() {}
