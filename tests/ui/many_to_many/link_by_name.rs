//! The columns of a link model are read by position.

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
#[batch_load(from_row)]
struct Authorship {
    id: i64,
    #[belongs_to(Reporter)]
    reporter_id: i64,
    #[belongs_to(Article)]
    article_id: i64,
    note: String,
}

fn main() {}
