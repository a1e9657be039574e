//! The table has as many columns as the key on the other side.

use batchload::BatchLoad;

#[derive(BatchLoad)]
#[many_to_many(Article, through = "authorships", target_key("article_id", "version"))]
struct Reporter {
    id: i64,
}

#[derive(BatchLoad)]
struct Article {
    id: i64,
}

fn main() {}
