//! PostgreSQL databases on the server of this process.

use sqlx::postgres::PgPoolOptions;
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, Executor, Pool, Postgres};

use super::{CONNECTIONS, Kind, Tested};
use crate::support::server::postgres::options;

impl Tested for Postgres {
    const KIND: Kind = Kind::Postgres;

    fn prepare() {
        options("postgres");
    }

    async fn create(name: &str) -> Pool<Self> {
        on_the_server(&format!("CREATE DATABASE {name}")).await.expect("PostgreSQL makes a database");
        PgPoolOptions::new()
            .max_connections(CONNECTIONS)
            .connect_with(options(name))
            .await
            .expect("PostgreSQL accepts a connection")
    }

    async fn remove(name: &str) {
        let dropped = on_the_server(&format!("DROP DATABASE {name} WITH (FORCE)")).await;
        dropped.expect("PostgreSQL drops a database");
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

async fn on_the_server(sql: &str) -> sqlx::Result<()> {
    let mut connection = options("postgres").connect().await?;
    connection.execute(sqlx::raw_sql(AssertSqlSafe(sql))).await?;
    connection.close().await
}
