//! PostgreSQL, on the private server of this process.

use sqlx::postgres::{PgConnectOptions, PgConnection};
use sqlx::{AssertSqlSafe, Executor};

use crate::target::{Interference, Options, Target};
use batchload_tests::support::server;

#[path = "load.rs"]
pub mod load;

pub type Db = sqlx::Postgres;

const UNDER_LOAD: &str = "under load";

/// Starts the server. Must be called outside every runtime.
pub fn options() -> PgConnectOptions {
    server::postgres::options("postgres").application_name(UNDER_LOAD)
}

impl Target for Db {
    const NAME: &'static str = "PostgreSQL";
    const LOCK: &'static str = "BEGIN; LOCK TABLE reporters, articles IN ACCESS EXCLUSIVE MODE";
    const UNLOCK: &'static str = "ROLLBACK";

    async fn run(on: &mut PgConnection, sql: &str) -> sqlx::Result<()> {
        on.execute(sqlx::raw_sql(AssertSqlSafe(sql))).await.map(drop)
    }

    fn patient(options: Options<Self>) -> Options<Self> {
        options.application_name("saboteur")
    }

    async fn interfere(on: &mut PgConnection, how: Interference, most: u64) -> sqlx::Result<u64> {
        let sql = match how {
            Interference::Cancel => {
                "SELECT count(pg_cancel_backend(pid)) FROM (SELECT pid FROM pg_stat_activity
                 WHERE application_name = $1 AND state = 'active' ORDER BY random() LIMIT $2) AS chosen"
            }
            Interference::Kill => {
                "SELECT count(pg_terminate_backend(pid)) FROM (SELECT pid FROM pg_stat_activity
                 WHERE application_name = $1 ORDER BY random() LIMIT $2) AS chosen"
            }
        };
        let hit = sqlx::query_scalar(sql).bind(UNDER_LOAD).bind(most.cast_signed());
        hit.fetch_one(on).await.map(i64::cast_unsigned)
    }
}
