//! The differences between the databases, and how a pool of any of them is made, filled and checked.

use std::time::Duration;

use futures_util::future::try_join_all;
use sqlx::pool::PoolOptions;
use sqlx::{Connection, Database, Pool};

use crate::models;

/// The number of connections that the pool under load may open: far fewer than there are requests.
pub const CONNECTIONS: u32 = 8;
/// How long a statement waits for a connection.
const ACQUIRE: Duration = Duration::from_secs(2);
/// How long a pool may take until all of its connections are back and work.
const SETTLE: Duration = Duration::from_secs(30);

pub type Options<DB> = <<DB as Database>::Connection as Connection>::Options;

/// A database that can be put under load.
pub trait Target: Database {
    const NAME: &'static str;
    /// Keeps all other connections from the tables.
    const LOCK: &'static str;
    const UNLOCK: &'static str;

    /// Runs statements of this program.
    fn run(on: &mut Self::Connection, sql: &str) -> impl Future<Output = sqlx::Result<()>> + Send;

    /// Options for a connection that holds statements up.
    fn patient(options: Options<Self>) -> Options<Self>;

    /// Cancels statements under load, or kills their connections. Returns how many.
    fn interfere(
        on: &mut Self::Connection,
        how: Interference,
        most: u64,
    ) -> impl Future<Output = sqlx::Result<u64>> + Send;
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Interference {
    Cancel,
    Kill,
}

/// Makes a pool that opens its connections when they are needed.
pub fn pool<DB: Target>(connections: u32, options: &Options<DB>) -> Pool<DB> {
    PoolOptions::new()
        .max_connections(connections)
        .acquire_timeout(ACQUIRE)
        .idle_timeout(None)
        .max_lifetime(None)
        .connect_lazy_with(options.clone())
}

/// Makes the tables and their rows.
pub async fn fill<DB: Target>(pool: &Pool<DB>) {
    let mut connection = pool.acquire().await.expect("the database can be reached");
    for statement in models::statements() {
        DB::run(&mut connection, &statement).await.expect("the tables are made");
    }
}

/// Takes all connections at once, and waits until all are back.
pub async fn settle<DB: Target>(pool: Pool<DB>) -> Result<(), String> {
    let all = async {
        while try_join_all((0..CONNECTIONS).map(|_| pool.acquire())).await.is_err() {}
        while pool.num_idle() < pool.size() as usize {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    };
    let settled = tokio::time::timeout(SETTLE, all).await;
    let (size, idle) = (pool.size(), pool.num_idle());
    settled.map_err(|_| {
        format!("{} of {size} connections to {} are idle, of {CONNECTIONS}", idle, <DB as Target>::NAME)
    })
}
