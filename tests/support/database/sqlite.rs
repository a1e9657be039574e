//! SQLite databases in memory, shared by the connections of one pool.

use std::time::Duration;

use sqlx::sqlite::{SqliteConnectOptions, SqlitePoolOptions};
use sqlx::{AssertSqlSafe, Executor, Pool, Sqlite};

use super::{CONNECTIONS, Kind, Tested};

impl Tested for Sqlite {
    const KIND: Kind = Kind::Sqlite;

    fn prepare() {}

    async fn create(name: &str) -> Pool<Self> {
        // The virtual file system `memdb` shares a database whose name starts with a slash. The database lives as long
        // as a connection to it. The shared cache of `:memory:` would lock whole tables between connections.
        let options = SqliteConnectOptions::new()
            .filename(format!("/{name}"))
            .vfs("memdb")
            .busy_timeout(Duration::from_secs(10));
        SqlitePoolOptions::new()
            .max_connections(CONNECTIONS)
            .min_connections(2)
            .idle_timeout(None)
            .max_lifetime(None)
            .connect_with(options)
            .await
            .expect("SQLite opens a database in memory")
    }

    async fn remove(_: &str) {}

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
