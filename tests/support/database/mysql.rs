//! MySQL and MariaDB databases on the server of this process.

use sqlx::mysql::MySqlPoolOptions;
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, Executor, MySql, Pool};

use super::{CONNECTIONS, Kind, Tested};
use crate::support::server::mysql::options;

impl Tested for MySql {
    const KIND: Kind = Kind::MySql;

    fn prepare() {
        options("mysql");
    }

    async fn create(name: &str) -> Pool<Self> {
        on_the_server(&format!("CREATE DATABASE {name}")).await.expect("the server makes a database");
        MySqlPoolOptions::new()
            .max_connections(CONNECTIONS)
            .connect_with(options(name))
            .await
            .expect("the server accepts a connection")
    }

    async fn remove(name: &str) {
        let dropped = on_the_server(&format!("DROP DATABASE {name}")).await;
        dropped.expect("the server drops a database");
    }

    async fn script(pool: &Pool<Self>, sql: &str) -> sqlx::Result<()> {
        pool.execute(sqlx::raw_sql(AssertSqlSafe(sql))).await.map(drop)
    }

    async fn run(on: &mut Self::Connection, sql: &str) -> sqlx::Result<()> {
        on.execute(sqlx::raw_sql(AssertSqlSafe(sql))).await.map(drop)
    }

    async fn count(on: &mut Self::Connection, sql: &str) -> sqlx::Result<i64> {
        sqlx::query_scalar(AssertSqlSafe(sql)).fetch_one(on).await
    }
}

/// Returns the SQL of a table of so many rows, with their numbers as `seq`. MariaDB has an engine for that, and MySQL
/// has none.
pub fn series(rows: usize) -> String {
    let more = rows.saturating_sub(1);
    format!(
        "JSON_TABLE(CONCAT('[', REPEAT('0,', {more}), '0]'), '$[*]' COLUMNS (seq FOR ORDINALITY)) AS series"
    )
}

async fn on_the_server(sql: &str) -> sqlx::Result<()> {
    let mut connection = options("mysql").connect().await?;
    connection.execute(sqlx::raw_sql(AssertSqlSafe(sql))).await?;
    connection.close().await
}
