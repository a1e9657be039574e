//! The table has as many columns as the key on this side.

use batchload::BatchLoad;

#[derive(BatchLoad)]
#[many_to_many(Article, through = "authorships", foreign_key("reporter_id", "country"))]
struct Reporter {
    id: i64,
}

#[derive(BatchLoad)]
struct Article {
    id: i64,
}

fn main() {}
