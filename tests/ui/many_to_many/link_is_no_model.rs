//! The link model is a model.

use batchload::BatchLoad;

#[derive(BatchLoad)]
#[many_to_many(Article, through = Authorship)]
struct Reporter {
    id: i64,
}

#[derive(BatchLoad)]
struct Article {
    id: i64,
}

struct Authorship;

fn main() {}
