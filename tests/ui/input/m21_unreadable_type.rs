//! A field that the database cannot fill is named where the rows are asked for.

use batchload::{BatchLoad, Loaders};
use sqlx::Sqlite;

#[derive(BatchLoad)]
struct Reporter {
    id: i64,
    salary: Money,
}

struct Money(i64);

async fn load(loaders: &Loaders<Sqlite>) {
    let _ = Reporter::by_id(loaders).load(7).await;
}

fn main() {}
