//! A model and every kind of lookup of its rows, stated by hand as the derive states them. Holds no assertions.

use batchload::__private1::{ColumnAt, Model, aggregate};
use batchload::Dialect;
use batchload::{Aggregate, BatchLoad, Error, Filter, LoadFrom, Loaders, Lookup, Many, Piece, Step};
use chrono::NaiveDate;
use futures_util::FutureExt;
use sqlx::FromRow;

#[derive(Clone, Debug, FromRow, BatchLoad)]
pub struct Sale {
    pub id: i64,
    pub shop_id: Option<i64>,
    pub till: i64,
    pub code: String,
    pub amount: i64,
    pub discount: Option<i32>,
    pub weight: f64,
    pub rate: Option<f32>,
    pub day: NaiveDate,
}

/// States columns by the names of their fields. A number stands for each name.
macro_rules! columns {
    ($($hash:ident = $number:literal, $column:ident: $type:ty, $value:ty;)+) => {$(
        pub const $hash: u64 = $number;

        impl ColumnAt<$number> for <Sale as Model>::ById {
            type Type = $type;
            type Value = $value;

            const NAME: &'static str = stringify!($column);

            fn of(row: &Sale) -> &$type {
                &row.$column
            }
        }
    )+};
}

columns! {
    AMOUNT = 1, amount: i64, i64;
    DISCOUNT = 2, discount: Option<i32>, i32;
    WEIGHT = 3, weight: f64, f64;
    RATE = 4, rate: Option<f32>, f32;
    DAY = 5, day: NaiveDate, NaiveDate;
}

macro_rules! lookups {
    ($($(#[$doc:meta])* $name:ident($key:ty, $parts:ty, $columns:expr, $arguments:ty, $conditions:expr, $steps:expr);)+) => {$(
        $(#[$doc])*
        #[derive(Debug)]
        pub struct $name;

        impl Lookup for $name {
            type Model = Sale;
            type Key = $key;
            type Parts = $parts;
            type Found = Many<Sale>;
            type Arguments = $arguments;

            const NAME: &'static str = stringify!($name);
            const COLUMNS: &'static [&'static str] = $columns;
            const UNIQUE: bool = false;

            fn steps() -> Vec<Step> {
                $steps
            }

            fn conditions() -> Vec<Filter> {
                $conditions
            }

            fn key(_row: &Sale) -> Option<$key> {
                None
            }
        }
    )+};
}

const AT_LEAST: Filter = Filter(&[Piece::Sql("amount >= "), Piece::Argument(0)]);

lookups! {
    ByShop(i64, (i64,), &["shop_id"], (), Vec::new(), Vec::new());
    // Text under a collation that ignores case.
    ByCode(String, (String,), &["code"], (), Vec::new(), Vec::new());
    ByShopAndTill((i64, i64), (i64, i64), &["shop_id", "till"], (), Vec::new(), Vec::new());
    ByShopAndCode((i64, String), (i64, String), &["shop_id", "code"], (), Vec::new(), Vec::new());
    // Only the sales of at least an amount, which is the argument.
    LargeByShop(i64, (i64,), &["shop_id"], (i64,), vec![AT_LEAST], Vec::new());
    // Through a join table, in which a pair can occur twice.
    ByTag(
        i64, (i64,), &["tag_id"], (), Vec::new(),
        vec![Step::table(&["sale_tags"], &["sale_id"], &["id"])]
    );
    // Through the table of tills, whose towns are text under that collation.
    ByTown(
        String, (String,), &["town"], (), Vec::new(),
        vec![Step::table(&["tills"], &["id"], &["till"])]
    );
}

/// Loads an aggregate of the rows of each key, for all keys together.
pub async fn totals<L, A, DB>(
    loaders: &Loaders<DB>,
    arguments: L::Arguments,
    keys: &[L::Key],
) -> Result<Vec<A::Value>, Error>
where
    L: LoadFrom<DB>,
    A: Aggregate<DB>,
    DB: Dialect,
{
    // Boxed, so that joining them is not compiled again for every aggregate.
    let loads = keys.iter().map(|key| aggregate::<L, A, DB>(loaders, arguments.clone(), key.clone()).boxed());
    futures_util::future::try_join_all(loads).await
}

/// Returns the SQL of the tables, with a collation for text.
pub fn schema(collated: &str) -> String {
    format!(
        "CREATE TABLE sales (
            id BIGINT PRIMARY KEY, shop_id BIGINT, till BIGINT NOT NULL, code {collated} NOT NULL,
            amount BIGINT NOT NULL, discount INTEGER, weight DOUBLE PRECISION NOT NULL, rate REAL, day DATE NOT NULL
        );
        CREATE TABLE sale_tags (tag_id BIGINT NOT NULL, sale_id BIGINT NOT NULL);
        CREATE TABLE tills (id BIGINT PRIMARY KEY, town {collated} NOT NULL);"
    )
}
