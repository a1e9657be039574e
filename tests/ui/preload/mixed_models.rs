//! Relations beside each other lead from the same rows.

use batchload::BatchLoad;

#[derive(BatchLoad)]
#[has_many(Article)]
struct Reporter {
    id: i64,
}

#[derive(BatchLoad)]
struct Article {
    id: i64,
    #[belongs_to(Reporter)]
    reporter_id: i64,
}

fn main() {
    let _ = Reporter::preload_articles().with((Article::preload_reporter(), Reporter::preload_articles()));
}
