//! Tests of the statement against a real SQLite, without a loader. What the other databases answer has tests of its
//! own.

use std::sync::Arc;

use sqlx::SqlitePool;
use sqlx::sqlite::SqliteRow;

use super::Runner;
use super::run::{Collect, Taken};
use crate::__private1::read;
use crate::answers::found_rows::FoundRows;
use crate::answers::shape::Shape;
use crate::facts::model::{Column, Model, Order};
use crate::queries::row_source::RowSource;
use crate::sources::source::Source;
use crate::sql::columns::FromColumns;
use crate::sql::dialect::{Checked, Dialect, Row, Statement, Value};
use crate::sql::origin::Origin;
use crate::stats::Meter;
use crate::{Error, LoadFrom, Lookup, Many, One};

#[derive(Debug, PartialEq)]
struct Article {
    id: i64,
    reporter: i64,
}

const ID: Order = Order::by("id");

impl Model for Article {
    const NAME: &'static str = "Article";
    const TABLE: &'static [&'static str] = &["main", "art\"icles"];
    const COLUMNS: &'static [Column] =
        &[Column { field: "id", name: "id" }, Column { field: "reporter", name: "order" }];
    const ORDER: &'static [Order] = &[ID];
    type ById = ById;
}

impl<DB: Dialect> FromColumns<DB> for Article
where
    i64: Value<DB>,
{
    fn from_columns(row: Row<'_, DB>, _: usize) -> Result<Self, Error> {
        Ok(Self { id: read::<Self, _, DB>(row, 0, 0)?, reporter: read::<Self, _, DB>(row, 0, 1)? })
    }
}

macro_rules! lookup {
    ($name:ident, $key:ty, $parts:ty, $columns:expr, $found:ty, $unique:literal, $order:expr, $of_row:expr) => {
        #[derive(Debug)]
        struct $name;

        impl Lookup for $name {
            type Model = Article;
            type Key = $key;
            type Parts = $parts;
            type Found = $found;
            type Arguments = ();

            const NAME: &'static str = stringify!($name);
            const COLUMNS: &'static [&'static str] = $columns;
            const ORDER: &'static [Order] = $order;
            const UNIQUE: bool = $unique;

            fn key(row: &Article) -> Option<$key> {
                Some($of_row(row))
            }
        }
    };
}

lookup!(ById, i64, (i64,), &["id"], One<Article>, true, &[ID], |row: &Article| row.id);
lookup!(ByReporter, i64, (i64,), &["order"], Many<Article>, false, &[ID.descending()], |row: &Article| row
    .reporter);
lookup!(ByBoth, (i64, i64), (i64, i64), &["order", "id"], One<Article>, true, &[], |row: &Article| (
    row.reporter,
    row.id
));

/// 40 articles of four reporters.
async fn pool() -> SqlitePool {
    let pool = SqlitePool::connect("sqlite::memory:").await.unwrap();
    sqlx::raw_sql(
        "CREATE TABLE \"art\"\"icles\" (id INTEGER PRIMARY KEY, \"order\" INTEGER NOT NULL);
         WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 40)
         INSERT INTO \"art\"\"icles\" SELECT i, i % 4 FROM n",
    )
    .execute(&pool)
    .await
    .unwrap();
    pool
}

fn rows<L>(pool: SqlitePool) -> RowSource<L, sqlx::Sqlite>
where
    L: LoadFrom<sqlx::Sqlite, Model = Article, Arguments = ()>,
{
    let origin = Origin { pool, transaction: None, scope: Arc::default(), max_rows: usize::MAX };
    RowSource::new(origin, (), Arc::new(FoundRows::new(false)))
}

async fn ask<L>(keys: &[L::Key]) -> Vec<<L::Found as Shape<Article>>::Answer>
where
    L: LoadFrom<sqlx::Sqlite, Model = Article, Arguments = ()>,
{
    let found = rows::<L>(pool().await).fetch(keys, &Meter::new(L::NAME)).await.unwrap();
    assert_eq!(found.len(), keys.len());
    found
}

#[tokio::test]
async fn rows_answer_their_keys() {
    let found = ask::<ById>(&[7, 99, 3, 7]).await;
    let ids: Vec<_> = found.iter().map(|article| article.as_ref().map(|article| article.id)).collect();
    assert_eq!(ids, [Some(7), None, Some(3), Some(7)]);
}

#[tokio::test]
async fn rows_of_a_key_are_in_order() {
    let found = ask::<ByReporter>(&[3, 9, 0]).await;
    let ids: Vec<Vec<_>> =
        found.iter().map(|articles| articles.iter().map(|article| article.id).collect()).collect();
    assert_eq!(ids[0], [39, 35, 31, 27, 23, 19, 15, 11, 7, 3]);
    assert!(ids[1].is_empty());
    assert_eq!(ids[2], [40, 36, 32, 28, 24, 20, 16, 12, 8, 4]);
}

#[tokio::test]
async fn a_composite_key_needs_all_its_parts() {
    let found = ask::<ByBoth>(&[(3, 7), (3, 8), (0, 8)]).await;
    let ids: Vec<_> = found.iter().map(|article| article.as_ref().map(|article| article.id)).collect();
    assert_eq!(ids, [Some(7), None, Some(8)]);
}

#[tokio::test]
async fn no_keys_are_no_statement() {
    let meter = Meter::new("ById");
    let found = rows::<ById>(pool().await).fetch(&[], &meter).await.unwrap();
    assert!(found.is_empty() && meter.statements_so_far() == 0);
}

/// Counts rows and reads none.
struct Count(usize);

impl Collect<sqlx::Sqlite> for Count {
    fn restart(&mut self) {
        self.0 = 0;
    }

    fn row(&mut self, _: &SqliteRow, _: &Checked) -> Result<Taken, Error> {
        self.0 += 1;
        Ok(Taken::Continue(1))
    }
}

#[tokio::test]
async fn each_statement_of_several_may_find_the_most_rows() {
    let of_one = |sql: &str| {
        let mut statement = Statement::new();
        statement.push(sql);
        statement
    };
    let two_and_three = || Ok(vec![of_one("VALUES (1), (2)"), of_one("VALUES (1), (2), (3)")]);
    for (max_rows, expected) in [(3, Some(5)), (2, None)] {
        let origin = Origin { pool: pool().await, transaction: None, scope: Arc::default(), max_rows };
        let run = Runner { origin: &origin, name: "ById", meter: &Meter::new("ById") };
        let mut count = Count(0);
        let outcome = run.collect(1, &two_and_three, &mut count).await;
        assert_eq!(outcome.is_ok().then_some(count.0), expected, "{outcome:?}");
    }
}
