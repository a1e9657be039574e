//! The cost of five rows of each of 100 parents among 1 000 000 rows: found key by key through an index, and found by
//! numbering all rows of the parents.
//!
//! `cargo bench -p batchload --all-features --bench pages`, with the addresses of empty databases after `--` to measure
//! PostgreSQL and MariaDB as well: `postgres://…`, `mysql://…`. SQLite is always measured, in memory.

#![allow(clippy::print_stdout, reason = "a benchmark prints what it measured")]

use std::env;
use std::time::{Duration, Instant};

use batchload::{BatchLoad, Connection, Error, Loaders, Page};
use futures_util::future::try_join_all;
use sqlx::sqlite::SqlitePoolOptions;
use sqlx::{AssertSqlSafe, MySqlPool, PgPool};

const PARENTS: i64 = 1_000;
const ASKED: i64 = 100;
const RUNS: usize = 15;

#[derive(Debug, BatchLoad)]
#[has_many(Item, order_by(day desc, id desc), page)]
#[has_many(Item, name = numbered, order_by(day desc, id desc), page, strategy = window)]
struct Parent {
    id: i64,
}

#[derive(Clone, Debug, BatchLoad)]
struct Item {
    id: i64,
    #[batch_load(index)]
    parent_id: i64,
    day: i64,
    title: String,
}

/// Returns the SQL that makes a thousand rows of every parent, and the index that their order needs.
fn script(numbers: &str, analyze: &str) -> String {
    format!(
        "CREATE TABLE items (id BIGINT PRIMARY KEY, parent_id BIGINT NOT NULL, day BIGINT NOT NULL,
             title VARCHAR(40) NOT NULL);
         INSERT INTO items {numbers};
         CREATE INDEX items_by_day ON items (parent_id, day, id);
         {analyze}"
    )
}

fn columns(number: &str) -> String {
    format!("{number}, {number} % {PARENTS}, ({number} * 7919) % 3650, 'a title of some length'")
}

/// Returns the median time of a request for a page of every parent.
async fn measure<F>(load: impl Fn() -> F) -> Duration
where
    F: Future<Output = Result<Vec<Connection<Item>>, Error>>,
{
    let mut times = Vec::new();
    for _ in 0..RUNS {
        let start = Instant::now();
        let pages = load().await.expect("every page is found");
        times.push(start.elapsed());
        assert!(pages.iter().all(|page| page.rows().len() == 5 && page.has_next_page()));
    }
    times.sort_unstable();
    times[times.len() / 2]
}

macro_rules! compare {
    ($name:literal, $pool:expr) => {{
        let pool = $pool;
        let loaders = Loaders::new(pool.clone());
        let offset = || Page::first(1).offset(500);
        let of = |page: Result<Connection<Item>, Error>| page.expect("a page").end_cursor().expect("a row");
        let by_key = of(Parent { id: 1 }.load_items_page(&loaders, offset()).await);
        let by_number = of(Parent { id: 1 }.load_numbered_page(&loaders, offset()).await);
        let pages = [
            ("first 5", Page::first(5), Page::first(5)),
            ("5 after the 500th", Page::first(5).after(by_key), Page::first(5).after(by_number)),
        ];
        for (what, by_key, by_number) in &pages {
            let parents = || (1..=ASKED).map(|id| Parent { id });
            let limited = measure(async || {
                let loaders = Loaders::new(pool.clone());
                let loads = parents().map(|parent| parent.load_items_page(&loaders, by_key.clone()));
                loaders.drive(try_join_all(loads)).await
            });
            let limited = limited.await;
            let numbered = measure(async || {
                let loaders = Loaders::new(pool.clone());
                let loads = parents().map(|parent| parent.load_numbered_page(&loaders, by_number.clone()));
                loaders.drive(try_join_all(loads)).await
            });
            let numbered = numbered.await;
            let ratio = numbered.as_secs_f64() / limited.as_secs_f64();
            println!("{:<10} {what:<18} {limited:>12.3?} {numbered:>12.3?} {ratio:>7.1}", $name);
        }
    }};
}

fn main() {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
    println!("{:<10} {:<18} {:>12} {:>12} {:>7}", "database", "page", "by key", "numbered", "ratio");
    runtime.block_on(async {
        let pool = SqlitePoolOptions::new().max_connections(1).connect("sqlite::memory:").await.expect("SQLite");
        let numbers = format!(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000000) SELECT {} FROM n",
            columns("i")
        );
        sqlx::raw_sql(AssertSqlSafe(script(&numbers, "ANALYZE"))).execute(&pool).await.expect("the rows");
        compare!("SQLite", pool);
        for address in env::args().skip(1) {
            if address.starts_with("postgres") {
                let pool = PgPool::connect(&address).await.expect("PostgreSQL");
                let numbers = format!("SELECT {} FROM generate_series(1::bigint, 1000000) AS i", columns("i"));
                let sql = script(&numbers, "ANALYZE items");
                sqlx::raw_sql(AssertSqlSafe(sql)).execute(&pool).await.expect("the rows");
                compare!("PostgreSQL", pool);
            } else if address.starts_with("mysql") {
                let pool = MySqlPool::connect(&address).await.expect("MariaDB");
                let numbers = format!("SELECT {} FROM seq_1_to_1000000", columns("seq"));
                let sql = script(&numbers, "ANALYZE TABLE items");
                sqlx::raw_sql(AssertSqlSafe(sql)).execute(&pool).await.expect("the rows");
                compare!("MariaDB", pool);
            }
        }
    });
}
