//! A load takes the key's own type.

use batchload::{BatchLoad, Loaders};
use sqlx::Sqlite;

#[derive(BatchLoad)]
struct Reporter {
    id: i64,
}

fn load(loaders: &Loaders<Sqlite>) {
    drop(Reporter::by_id(loaders).load("7"));
}

fn main() {}
