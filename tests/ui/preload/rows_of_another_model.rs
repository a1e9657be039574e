//! A tree is loaded for rows of the model that it leads from.

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
    loaders.preload(rows, Article::preload_reporter()).await?;
    Ok(())
}

fn main() {}
