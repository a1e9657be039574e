//! The load on one database, `super::Db`. This file and its modules are compiled once for each database.

use std::sync::Arc;

use futures_util::FutureExt;
use sqlx::Pool;

use super::Db;
use crate::database::Database;
use crate::errors::Weather;
use crate::target::{self, Target};

mod known;
mod ledger;
mod request;
mod schema;

/// Opens the database, and returns the operations on it.
pub async fn open(options: target::Options<Db>) -> Database {
    let pool = target::pool::<Db>(target::CONNECTIONS, &options);
    target::fill(&pool).await;
    let (starting, settling, auditing) = (pool.clone(), pool.clone(), pool);
    let elsewhere = options.clone();
    Database {
        name: <Db as Target>::NAME,
        start: Arc::new(move |seed, weather| request::request(seed, weather, starting.clone()).boxed()),
        start_elsewhere: Arc::new(move |seed| start_elsewhere(seed, elsewhere.clone()).boxed()),
        settle: Arc::new(move || target::settle(settling.clone()).boxed()),
        audit: Arc::new(move || ledger::audit(auditing.clone()).boxed()),
        sabotage: Arc::new(move |dice, over| {
            crate::sabotage::sabotage::<Db>(options.clone(), dice, over).boxed()
        }),
    }
}

/// Makes a request with a pool of its own, because connections of one runtime are of no use in another.
async fn start_elsewhere(seed: u64, options: target::Options<Db>) {
    let pool: Pool<Db> = target::pool::<Db>(2, &options);
    request::request(seed, Weather::Ending, pool).await;
}
