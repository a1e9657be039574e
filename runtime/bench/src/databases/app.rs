//! Every contender that reads the newsroom, written for one database: `super::Db`.
//!
//! `sqlite.rs` and `postgres.rs` each include this file. It is therefore compiled once for each of them, and reads like
//! the code of a program that has a single database.

use batchload::Loaders;
use sqlx::{AssertSqlSafe, Executor, Pool};

use super::super::{Execute, Overview, Size};
pub use super::Db;

mod batched;
mod limit;
mod objects;
mod parents;
mod peers;
pub mod rows;
mod ways;

/// Creates a newsroom of this size in the database of this name, which nothing else uses.
pub async fn open(name: &str, size: Size) -> Pool<Db> {
    let pool = super::open(name).await;
    pool.execute(sqlx::raw_sql(AssertSqlSafe(size.script()))).await.expect("the tables and their rows");
    pool
}

/// The contenders that answer GraphQL queries. All are compared with the first.
pub fn graphql(pool: &Pool<Db>) -> Vec<(&'static str, Execute)> {
    let loaders = || Loaders::builder(pool.clone());
    let mut contenders = vec![
        ("by hand", limit::execute(pool, limit::Asks::Everything)),
        ("by hand, by keys", limit::execute(pool, limit::Asks::Keys)),
        ("batchload", batched::execute(loaders(), batched::Asks::Later)),
        ("batchload, selected ahead", batched::execute(loaders(), batched::Asks::Ahead)),
        (
            "batchload, 500 keys a batch",
            batched::execute(loaders().max_batch_size(500), batched::Asks::Later),
        ),
    ];
    contenders.extend(peers::execute(pool));
    contenders.push(("naive", objects::execute(pool, ways::Naive::new)));
    contenders
}

/// The contenders that read parents with their children. All are compared with the first.
pub fn overviews(pool: &Pool<Db>, name: &str) -> Vec<(&'static str, Overview)> {
    parents::all(pool, name)
}
