//! A tree is loaded for rows that somebody else holds.

use batchload::{BatchLoad, Error, Loaders};

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

async fn overview(rows: Vec<Reporter>, loaders: &Loaders<sqlx::Sqlite>) -> Result<(), Error> {
    loaders.preload(rows, Reporter::preload_articles()).await?;
    Ok(())
}

fn main() {}
