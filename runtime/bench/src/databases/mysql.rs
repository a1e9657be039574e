//! The databases of this program on its own MariaDB server, which ends with the program.

use sqlx::mysql::MySqlPoolOptions;
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, Executor, MySql, Pool};

use super::support::server::mysql::options;

pub type Db = MySql;
/// The statement that counts the rows of all tables, for the plans of other statements.
pub const ANALYZE: &str = "ANALYZE TABLE reporters, articles, topics, reporter_topics, comments";
pub const NAME: &str = "MariaDB";

/// Starts the server. Must be called outside every runtime.
pub fn start() {
    options("mysql");
}

pub async fn open(name: &str) -> Pool<Db> {
    let mut connection = options("mysql").connect().await.expect("the server answers");
    let create = AssertSqlSafe(format!("CREATE DATABASE {name}"));
    connection.execute(sqlx::raw_sql(create)).await.expect("MariaDB makes a database");
    connection.close().await.expect("the connection ends");
    let pool = MySqlPoolOptions::new().max_connections(super::CONNECTIONS).test_before_acquire(false);
    pool.connect_with(options(name)).await.expect("the server answers")
}

#[path = "relations.rs"]
pub mod relations;
