//! The keys of the link model are of the types they name.

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

#[derive(BatchLoad)]
struct Authorship {
    id: i64,
    #[belongs_to(Reporter)]
    reporter_id: i64,
    #[batch_load(index)]
    article_id: i32,
    note: String,
}

fn main() {}
