//! What cannot be checked against a database is named: a model that cannot be loaded from it, and no model at all.

use batchload::{BatchLoad, Loaders};
use sqlx::{FromRow, Postgres, Sqlite};

#[derive(Clone, FromRow, BatchLoad)]
struct Place {
    id: i64,
    at: sqlx::postgres::types::PgPoint,
}

async fn check(sqlite: Loaders<Sqlite>, postgres: Loaders<Postgres>) {
    postgres.check::<Place>().await.unwrap();
    sqlite.check::<Place>().await.unwrap();
    sqlite.check::<String>().await.unwrap();
}

fn main() {}
