//! Under `from_row` the model has a `FromRow` of its own.

use batchload::{BatchLoad, Loaders};
use sqlx::Sqlite;

#[derive(BatchLoad)]
#[batch_load(from_row)]
struct Reporter {
    id: i64,
}

async fn load(loaders: &Loaders<Sqlite>) {
    let _ = Reporter::by_id(loaders).load(7).await;
}

fn main() {}
