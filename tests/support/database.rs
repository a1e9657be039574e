//! One test, written once, on every database. Each run has a database of its own, and the process to itself.
//!
//! ```text
//! on_every_database!(an_absent_key_is_none, async |db| {
//!     db.setup("CREATE TABLE reporters (id BIGINT PRIMARY KEY)").await;
//!     let loaders = Loaders::<DB>::new(db.pool());
//!     let (found, asked) = db.counted(Reporter::by_id(&loaders).load(7)).await;
//!     assert_eq!(found.unwrap(), None);
//!     assert_eq!(asked.len(), 1, "{asked:?}");
//! });
//! ```
//!
//! This becomes three tests, `an_absent_key_is_none::{sqlite, postgres, mysql}`. Inside them, `DB` names the database.
//! Tests named `mysql` run on MariaDB, or on MySQL if `server::mysql` is told of one. `server` says how servers start,
//! and `statements` what counts as a statement.

mod choice;
mod mysql;
mod postgres;
mod sqlite;

use std::future::Future;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use futures_util::FutureExt;
use sqlx::Pool;

use super::runtimes::{Body, Flavour};
use super::statements;

/// The number of connections that every pool of these tests may open.
const CONNECTIONS: u32 = 5;

/// The kind of a database, for tests that differ between databases.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Sqlite,
    Postgres,
    MySql,
}

/// A database on which the tests run.
pub trait Tested: sqlx::Database {
    const KIND: Kind;

    /// Starts the server, if there is one. Must be called outside every runtime.
    fn prepare();

    /// Makes an empty database and connects to it.
    fn create(name: &str) -> impl Future<Output = Pool<Self>> + Send;

    /// Removes the database, to which nobody is connected any more.
    fn remove(name: &str) -> impl Future<Output = ()> + Send;

    /// Runs statements that are separated by semicolons.
    fn script(pool: &Pool<Self>, sql: &str) -> impl Future<Output = sqlx::Result<()>> + Send;

    /// Runs statements that are separated by semicolons, on one connection.
    fn run(on: &mut Self::Connection, sql: &str) -> impl Future<Output = sqlx::Result<()>> + Send;

    /// Returns the number that a statement selects.
    fn count(on: &mut Self::Connection, sql: &str) -> impl Future<Output = sqlx::Result<i64>> + Send;
}

/// An empty database that exists for one test.
#[derive(Debug)]
pub struct Database<DB: Tested> {
    pool: Pool<DB>,
    name: String,
}

impl<DB: Tested> Clone for Database<DB> {
    fn clone(&self) -> Self {
        Self { pool: self.pool.clone(), name: self.name.clone() }
    }
}

impl<DB: Tested> Database<DB> {
    pub fn kind(&self) -> Kind {
        DB::KIND
    }

    pub fn pool(&self) -> Pool<DB> {
        self.pool.clone()
    }

    /// Makes a pool of a single connection to the same database. The caller closes it.
    ///
    /// # Panics
    ///
    /// Panics if the database refuses the connection.
    pub async fn pool_of_one(&self) -> Pool<DB> {
        let options = (*self.pool.connect_options()).clone();
        let pool = sqlx::pool::PoolOptions::new().max_connections(1).connect_with(options);
        pool.await.expect("the database accepts one more connection")
    }

    /// Runs statements that are separated by semicolons: the schema and the rows of a test.
    ///
    /// # Panics
    ///
    /// Panics if the database refuses one of them.
    pub async fn setup(&self, sql: &str) {
        if let Err(error) = DB::script(&self.pool, sql).await {
            panic!("{:?} refuses the setup: {error}", DB::KIND);
        }
    }

    /// Awaits a future, and returns its output and the statements that reached the database in the meantime.
    pub async fn counted<T>(&self, work: impl Future<Output = T>) -> (T, Vec<String>) {
        let watch = self.watch().await;
        let answer = work.await;
        (answer, watch.finish().await)
    }

    /// Watches from here on. If one future does all the work, `counted` is shorter.
    pub async fn watch(&self) -> Watch<DB> {
        self.settle().await;
        Watch { from: statements::sent(), database: self.clone() }
    }

    /// Waits until every connection is back in the pool and has answered a ping, so that the driver has reported
    /// everything it ran. A connection that the test itself still holds ends the wait after a second.
    async fn settle(&self) {
        let quiet = async {
            while self.pool.num_idle() < self.pool.size() as usize {
                tokio::task::yield_now().await;
            }
        };
        let _ = tokio::time::timeout(Duration::from_secs(1), quiet).await;
    }

    async fn create() -> Self {
        static NEXT: AtomicUsize = AtomicUsize::new(0);
        let name = format!("test_{}", NEXT.fetch_add(1, Ordering::Relaxed));
        Self { pool: DB::create(&name).await, name }
    }

    async fn remove(self) {
        let closed = tokio::time::timeout(Duration::from_secs(10), self.pool.close()).await;
        assert!(closed.is_ok(), "the test has ended, but not every connection is back in the pool");
        DB::remove(&self.name).await;
    }
}

/// The statements since a moment.
#[derive(Debug)]
pub struct Watch<DB: Tested> {
    from: usize,
    database: Database<DB>,
}

impl<DB: Tested> Watch<DB> {
    /// Returns the statements that reached the database since the watch began, in the order in which they were done.
    pub async fn finish(self) -> Vec<String> {
        self.database.settle().await;
        statements::after(self.from)
    }
}

/// Runs a test body on each of the flavours, with a new database for each. The macros below call this.
///
/// # Panics
///
/// Panics if the body panics, or if the database is not available.
pub fn run<DB, F>(flavours: &[Flavour], body: impl Fn(Database<DB>) -> F)
where
    DB: Tested,
    F: Future<Output = ()> + Send + 'static,
{
    run_bodies(flavours, &mut |database| body(database).boxed());
}

fn run_bodies<DB: Tested>(flavours: &[Flavour], body: &mut dyn FnMut(Database<DB>) -> Body) {
    // Statements are counted for the whole process, so one test runs at a time. A failed test says nothing about the
    // next.
    static ALONE: Mutex<()> = Mutex::new(());

    if !choice::includes(DB::KIND) {
        return;
    }
    DB::prepare();
    let _alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
    statements::record();
    for flavour in flavours {
        flavour.run_with(Database::create, body, Database::remove);
    }
}

/// Declares one test for each database, from a name that is the promise and an async closure that takes a [`Database`].
#[macro_export]
macro_rules! on_every_database {
    ($promise:ident, $body:expr $(,)?) => {
        $crate::support::database::tests!(
            $promise,
            &[$crate::support::runtimes::Flavour::CurrentThread],
            $body
        );
    };
}

/// Declares the same tests on every flavour of runtime in turn.
#[macro_export]
macro_rules! on_every_database_and_runtime {
    ($promise:ident, $body:expr $(,)?) => {
        $crate::support::database::tests!($promise, &$crate::support::runtimes::EVERY, $body);
    };
}

#[macro_export]
macro_rules! tests {
    ($promise:ident, $flavours:expr, $body:expr) => {
        mod $promise {
            #[allow(unused_imports, reason = "a body may need nothing from around it")]
            use super::*;

            $crate::support::database::test!(sqlite, ::sqlx::Sqlite, $flavours, $body);
            $crate::support::database::test!(postgres, ::sqlx::Postgres, $flavours, $body);
            $crate::support::database::test!(mysql, ::sqlx::MySql, $flavours, $body);
        }
    };
}

#[macro_export]
macro_rules! test {
    ($name:ident, $database:ty, $flavours:expr, $body:expr) => {
        #[test]
        fn $name() {
            #[allow(dead_code, reason = "a body may not need the name")]
            type DB = $database;
            $crate::support::database::run::<$database, _>($flavours, $body);
        }
    };
}

/// Returns how a database would run a statement with these values for its placeholders: a column of the plan, step by
/// step.
#[macro_export]
macro_rules! plan {
    ($db:expr, $explain:literal, $sql:expr, $column:literal, $values:expr) => {{
        let plan = sqlx::query(sqlx::AssertSqlSafe(format!(concat!($explain, " {}"), $sql)));
        let plan = $values.into_iter().fold(plan, |plan, value| plan.bind(value));
        let plan = plan.fetch_all(&$db.pool()).await.unwrap();
        let step = |row| sqlx::Row::get::<Option<String>, _>(row, $column).unwrap_or_default();
        plan.iter().map(step).collect::<Vec<String>>()
    }};
}

pub use self::mysql::series;
pub use {on_every_database, on_every_database_and_runtime, plan, test, tests};
