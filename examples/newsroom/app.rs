//! The application, written for one database: `super::Db`.
//!
//! `sqlite.rs`, `postgres.rs` and `mysql.rs` each include this file. So it is compiled once for each of them, and reads
//! like an application with a single database.

use sqlx::ConnectOptions as _;
use sqlx::pool::PoolOptions;

use super::ConnectOptions;
pub use super::Db;
use crate::database::{Newsroom, Size, execute, with_connect_timeout};

mod models;
mod schema;
mod seed;

const CONNECTIONS: u32 = 8;
/// How deeply a served query may nest.
const MAX_DEPTH: usize = 10;
/// How many fields the answer to a served query may have, roughly.
const MAX_COMPLEXITY: usize = 100_000;

/// Connects, and creates and fills the tables that are missing.
pub async fn open(options: ConnectOptions, database: String, size: Size) -> anyhow::Result<Newsroom> {
    // A single connection says what is wrong; a pool would retry until its timeout.
    let first = with_connect_timeout(options.connect(), &database).await?;
    let pool = PoolOptions::<Db>::new()
        .max_connections(CONNECTIONS)
        .min_connections(CONNECTIONS)
        .max_lifetime(None)
        .idle_timeout(None)
        // This saves every mode the round trip that asks whether the connection is still alive.
        .test_before_acquire(false)
        .connect_with(options);
    let pool = with_connect_timeout(pool, &database).await?;
    drop(first);
    let (reporters, articles) = seed::ready(&pool, size).await?;
    Ok(Newsroom {
        database,
        reporters,
        articles,
        naive: execute(schema::naive::schema(pool.clone())),
        batched: execute(schema::batched::schema(pool.clone())),
        by_hand: execute(schema::by_hand::schema(pool.clone())),
        served: execute(schema::batched::served(pool, MAX_DEPTH, MAX_COMPLEXITY)),
    })
}
