//! The databases of this program on its own PostgreSQL server, which ends with the program.

use sea_orm::{DatabaseConnection, SqlxPostgresConnector};
use sqlx::postgres::PgPoolOptions;
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, Executor, Pool, Postgres};

pub use self::grouped::diesel;
use super::support::server::postgres::options;

pub type Db = Postgres;
/// The statement that counts the rows of all tables, for the plans of other statements.
pub const ANALYZE: &str = "ANALYZE";
pub const NAME: &str = "PostgreSQL";

/// The SQL that follows a column to compare it with all keys, which are one parameter.
macro_rules! is_one_of {
    () => {
        " = ANY($1)"
    };
}

pub fn parameter(keys: &[i64]) -> &[i64] {
    keys
}

/// Starts the server. Must be called outside every runtime.
pub fn start() {
    options("postgres");
}

pub async fn open(name: &str) -> Pool<Db> {
    let mut connection = options("postgres").connect().await.expect("the server answers");
    let create = AssertSqlSafe(format!("CREATE DATABASE {name}"));
    connection.execute(sqlx::raw_sql(create)).await.expect("PostgreSQL makes a database");
    connection.close().await.expect("the connection ends");
    let pool = PgPoolOptions::new().max_connections(super::CONNECTIONS).test_before_acquire(false);
    pool.connect_with(options(name)).await.expect("the server answers")
}

pub fn sea_orm(pool: Pool<Db>) -> DatabaseConnection {
    SqlxPostgresConnector::from_sqlx_postgres_pool(pool)
}

pub mod distance;
mod grouped;
pub mod growth;

#[path = "app.rs"]
pub mod app;

#[path = "relations.rs"]
pub mod relations;
