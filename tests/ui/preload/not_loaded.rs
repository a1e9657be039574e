//! What is not in a tree is not in the type.

use batchload::{BatchLoad, Error, Loaders};
use sqlx::Sqlite;

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

async fn load(loaders: &Loaders<Sqlite>, rows: &[Reporter]) -> Result<(), Error> {
    for reporter in loaders.preload(rows, Reporter::preload_articles()).await? {
        for article in reporter.related() {
            article.related();
        }
    }
    Ok(())
}

fn main() {}
