//! The columns of a table without a struct are in quotes.

use batchload::BatchLoad;

#[derive(BatchLoad)]
#[many_to_many(Article, through = "authorships", target_key = article_id)]
struct Reporter {
    id: i64,
}

#[derive(BatchLoad)]
struct Article {
    id: i64,
}

fn main() {}
