//! MariaDB, on the private server of this process.

use sqlx::mysql::{MySqlConnectOptions, MySqlConnection};
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, Executor};

use crate::target::{Interference, Options, Target};
use batchload_tests::support::server;

#[path = "load.rs"]
pub mod load;

pub type Db = sqlx::MySql;

/// Starts the server if necessary, and makes a database. Must be called outside every runtime.
pub fn options() -> MySqlConnectOptions {
    let options = server::mysql::options("mysql");
    let create = async {
        let mut connection = options.connect().await?;
        connection.execute("CREATE DATABASE soak").await?;
        connection.close().await
    };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.expect("a runtime starts").block_on(create).expect("MariaDB makes a database");
    options.database("soak")
}

impl Target for Db {
    const NAME: &'static str = "MariaDB";
    const LOCK: &'static str = "LOCK TABLES soak.reporters WRITE, soak.articles WRITE";
    const UNLOCK: &'static str = "UNLOCK TABLES";

    async fn run(on: &mut MySqlConnection, sql: &str) -> sqlx::Result<()> {
        on.execute(sqlx::raw_sql(AssertSqlSafe(sql))).await.map(drop)
    }

    fn patient(options: Options<Self>) -> Options<Self> {
        options.database("mysql")
    }

    async fn interfere(on: &mut MySqlConnection, how: Interference, most: u64) -> sqlx::Result<u64> {
        let (sql, kill) = match how {
            Interference::Cancel => (
                "SELECT CAST(id AS SIGNED) FROM information_schema.processlist
                 WHERE db = 'soak' AND command <> 'Sleep' ORDER BY rand() LIMIT ?",
                "KILL QUERY",
            ),
            Interference::Kill => (
                "SELECT CAST(id AS SIGNED) FROM information_schema.processlist
                 WHERE db = 'soak' ORDER BY rand() LIMIT ?",
                "KILL",
            ),
        };
        let ids: Vec<i64> = sqlx::query_scalar(sql).bind(most).fetch_all(&mut *on).await?;
        let mut hit = 0;
        for id in ids {
            // A connection that has ended in the meantime is an error, which does not matter.
            hit += u64::from(Self::run(on, &format!("{kill} {id}")).await.is_ok());
        }
        Ok(hit)
    }
}
