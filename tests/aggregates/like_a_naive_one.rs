//! On random rows, every aggregate of every kind of lookup equals what a loop over the rows gives.

use std::fmt::Write;

use batchload::{
    Aggregate, Avg, Count, Dialect, Error, Exists, LoadFrom, Loaders, Lookup, Max, Min, Sum, Value,
};
use chrono::NaiveDate;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;

use super::facts::{
    AMOUNT, ByCode, ByShop, ByShopAndCode, ByShopAndTill, ByTag, ByTown, DAY, DISCOUNT, LargeByShop, RATE,
    Sale, WEIGHT, schema, totals,
};
use crate::support::database::{Database, Kind, Tested, on_every_database};

const CODES: [&str; 5] = ["a", "A", "b", "bB", "c"];
const TOWNS: [&str; 4] = ["rome", "Rome", "ROME", "oslo"];
const ROUNDS: usize = 25;

/// Sales with ids from 0, pairs of a tag and a sale, and the keys that are asked for.
type Round = (Vec<Sale>, Vec<(i64, i64)>, Vec<usize>);

fn sale() -> impl Strategy<Value = Sale> {
    let discount = prop_oneof![Just(None), Just(None), (-9..9).prop_map(Some)];
    let rate = prop_oneof![Just(None), (-8_i16..8).prop_map(|quarters| Some(f32::from(quarters) / 4.0))];
    let shop = proptest::option::weighted(0.9, 0..5_i64);
    (shop, 0..4_i64, 0..CODES.len(), -99..99_i64, discount, -40_i32..40, rate, 0..5_u32).prop_map(
        |(shop_id, till, code, amount, discount, quarters, rate, day)| Sale {
            id: 0,
            shop_id,
            till,
            code: CODES[code].to_owned(),
            amount,
            discount,
            // Quarters add up to the same sum in any order.
            weight: f64::from(quarters) / 4.0,
            rate,
            day: NaiveDate::from_ymd_opt(2024, 1, 1 + day).unwrap(),
        },
    )
}

fn round() -> impl Strategy<Value = Round> {
    (vec(sale(), 0..40), vec((0..5_i64, 0..40_i64), 0..40), vec(0..7_usize, 1..9)).prop_map(
        |(mut sales, pairs, keys)| {
            for (sale, id) in sales.iter_mut().zip(0..) {
                sale.id = id;
            }
            (sales, pairs, keys)
        },
    )
}

async fn fill<DB: Tested>(db: &Database<DB>, sales: &[Sale], pairs: &[(i64, i64)]) {
    let mut sql = "DELETE FROM sales; DELETE FROM sale_tags;".to_owned();
    let null = |value: Option<String>| value.unwrap_or_else(|| "NULL".to_owned());
    for sale in sales {
        let Sale { id, till, code, amount, weight, day, .. } = sale;
        let shop = null(sale.shop_id.map(|shop| shop.to_string()));
        let discount = null(sale.discount.map(|discount| discount.to_string()));
        let rate = null(sale.rate.map(|rate| rate.to_string()));
        write!(
            sql,
            "INSERT INTO sales VALUES ({id}, {shop}, {till}, '{code}', {amount}, {discount}, {weight}, {rate}, '{day}');"
        )
        .unwrap();
    }
    for (tag, sale) in pairs {
        write!(sql, "INSERT INTO sale_tags VALUES ({tag}, {sale});").unwrap();
    }
    db.setup(&sql).await;
}

/// All aggregates of the rows of one key.
#[derive(Debug, PartialEq)]
struct Report {
    count: u64,
    exists: bool,
    amounts: i64,
    discounts: i64,
    weights: f64,
    rates: f64,
    discount: Option<f64>,
    least: Option<i32>,
    most: Option<i32>,
    first: Option<NaiveDate>,
    last: Option<NaiveDate>,
}

impl Report {
    fn of(sales: &[&Sale]) -> Self {
        let discounts: Vec<_> = sales.iter().filter_map(|sale| sale.discount).collect();
        let sum: i32 = discounts.iter().sum();
        let known = u32::try_from(discounts.len()).unwrap();
        Self {
            count: sales.len() as u64,
            exists: !sales.is_empty(),
            amounts: sales.iter().map(|sale| sale.amount).sum(),
            discounts: sum.into(),
            weights: sales.iter().map(|sale| sale.weight).sum::<f64>() + 0.0,
            rates: sales.iter().filter_map(|sale| sale.rate).map(f64::from).sum::<f64>() + 0.0,
            // In millionths, because databases may round the last digits.
            discount: (known > 0).then(|| millionths(f64::from(sum) / f64::from(known))),
            least: discounts.iter().min().copied(),
            most: discounts.iter().max().copied(),
            first: sales.iter().map(|sale| sale.day).min(),
            last: sales.iter().map(|sale| sale.day).max(),
        }
    }
}

fn millionths(value: f64) -> f64 {
    (value * 1e6).round() / 1e6
}

async fn reports<L, DB>(
    db: &Database<DB>,
    arguments: L::Arguments,
    keys: &[L::Key],
) -> Result<Vec<Report>, Error>
where
    DB: Dialect + Tested,
    L: Lookup<Model = Sale> + LoadFrom<DB>,
    f64: Value<DB>,
    i64: Value<DB>,
    i32: Value<DB>,
    NaiveDate: Value<DB>,
{
    async fn all<L, A, DB>(
        db: &Database<DB>,
        arguments: &L::Arguments,
        keys: &[L::Key],
    ) -> Result<std::vec::IntoIter<A::Value>, Error>
    where
        DB: Dialect + Tested,
        L: LoadFrom<DB>,
        A: Aggregate<DB>,
    {
        let loaders = Loaders::new(db.pool());
        let (found, asked) = db.counted(totals::<L, A, DB>(&loaders, arguments.clone(), keys)).await;
        // If it is in doubt which texts MySQL or MariaDB considers equal, one more statement asks it.
        let most = if db.kind() == Kind::MySql { 2 } else { 1 };
        assert!(asked.len() <= most, "{asked:?}");
        found.map(Vec::into_iter)
    }
    let mut count = all::<L, Count, DB>(db, &arguments, keys).await?;
    let mut exists = all::<L, Exists, DB>(db, &arguments, keys).await?;
    let mut amounts = all::<L, Sum<Sale, (), AMOUNT>, DB>(db, &arguments, keys).await?;
    let mut discounts = all::<L, Sum<Sale, (), DISCOUNT>, DB>(db, &arguments, keys).await?;
    let mut weights = all::<L, Sum<Sale, (), WEIGHT>, DB>(db, &arguments, keys).await?;
    let mut rates = all::<L, Sum<Sale, (), RATE>, DB>(db, &arguments, keys).await?;
    let mut discount = all::<L, Avg<Sale, (), DISCOUNT>, DB>(db, &arguments, keys).await?;
    let mut least = all::<L, Min<Sale, (), DISCOUNT>, DB>(db, &arguments, keys).await?;
    let mut most = all::<L, Max<Sale, (), DISCOUNT>, DB>(db, &arguments, keys).await?;
    let mut first = all::<L, Min<Sale, (), DAY>, DB>(db, &arguments, keys).await?;
    let mut last = all::<L, Max<Sale, (), DAY>, DB>(db, &arguments, keys).await?;
    let report = |_| {
        Some(Report {
            count: count.next()?,
            exists: exists.next()?,
            amounts: amounts.next()?,
            discounts: discounts.next()?,
            weights: weights.next()?,
            rates: rates.next()?,
            discount: discount.next()?.map(millionths),
            least: least.next()?,
            most: most.next()?,
            first: first.next()?,
            last: last.next()?,
        })
    };
    Ok(keys.iter().map_while(report).collect())
}

/// Compares a lookup with a loop over the rows of each key, on several sets of random rows.
async fn compare<L, DB>(
    db: Database<DB>,
    arguments: L::Arguments,
    keys: &[L::Key],
    finds: impl Fn(&L::Key, &Sale, i64) -> bool,
) where
    DB: Dialect + Tested,
    L: Lookup<Model = Sale> + LoadFrom<DB>,
    f64: Value<DB>,
    i64: Value<DB>,
    i32: Value<DB>,
    NaiveDate: Value<DB>,
{
    create(&db).await;
    let mut runner = TestRunner::deterministic();
    for _ in 0..ROUNDS {
        let (sales, pairs, asked) = round().new_tree(&mut runner).unwrap().current();
        fill(&db, &sales, &pairs).await;
        let asked: Vec<_> = asked.iter().map(|&at| keys[at % keys.len()].clone()).collect();

        let found = reports::<L, DB>(&db, arguments.clone(), &asked).await.unwrap();

        // Every row is here once for each pair that contains it, and once more without a pair, under the tag -1.
        let all: Vec<_> = sales.iter().map(|sale| (-1, sale)).collect();
        let paired = pairs.iter().filter_map(|&(tag, id)| Some((tag, sales.get(usize::try_from(id).ok()?)?)));
        let rows: Vec<_> = all.into_iter().chain(paired).collect();
        let of = |key: &L::Key| {
            let found: Vec<_> =
                rows.iter().filter(|(tag, sale)| finds(key, sale, *tag)).map(|(_, sale)| *sale).collect();
            Report::of(&found)
        };
        let naive: Vec<_> = asked.iter().map(of).collect();
        assert_eq!(found, naive, "{asked:?} of {sales:#?} with {pairs:?}");
    }
}

/// Creates the tables, and four tills in towns.
async fn create<DB: Tested>(db: &Database<DB>) {
    let collated = match db.kind() {
        Kind::Sqlite => "TEXT COLLATE NOCASE",
        Kind::Postgres => {
            db.setup(
                "CREATE COLLATION nocase (provider = icu, locale = 'und-u-ks-level2', deterministic = false)",
            )
            .await;
            "TEXT COLLATE nocase"
        }
        Kind::MySql => "VARCHAR(40) COLLATE utf8mb4_unicode_ci",
    };
    db.setup(&schema(collated)).await;
    for (id, town) in TOWNS.iter().enumerate() {
        db.setup(&format!("INSERT INTO tills VALUES ({id}, '{town}')")).await;
    }
}

fn words(words: &[&str]) -> Vec<String> {
    words.iter().copied().map(str::to_owned).collect()
}

fn shops_and<T: Clone>(others: &[T]) -> Vec<(i64, T)> {
    (0..3).flat_map(|shop| others.iter().map(move |other| (shop, other.clone()))).collect()
}

on_every_database!(by_a_number, async |db| {
    let keys: Vec<_> = (0..7).collect();
    compare::<ByShop, DB>(db, (), &keys, |key, sale, tag| tag < 0 && sale.shop_id == Some(*key)).await;
});

on_every_database!(by_text_under_a_collation, async |db| {
    let keys = words(&["a", "A", "b", "B", "bb", "C", "d"]);
    compare::<ByCode, DB>(db, (), &keys, |key, sale, tag| tag < 0 && sale.code.eq_ignore_ascii_case(key))
        .await;
});

on_every_database!(by_two_numbers, async |db| {
    let keys = shops_and(&[0, 1, 9]);
    let finds =
        |key: &(i64, i64), sale: &Sale, tag| tag < 0 && sale.shop_id == Some(key.0) && sale.till == key.1;
    compare::<ByShopAndTill, DB>(db, (), &keys, finds).await;
});

on_every_database!(by_a_number_and_text_under_a_collation, async |db| {
    let keys = shops_and(&words(&["a", "A", "BB"]));
    let finds = |key: &(i64, String), sale: &Sale, tag| {
        tag < 0 && sale.shop_id == Some(key.0) && sale.code.eq_ignore_ascii_case(&key.1)
    };
    compare::<ByShopAndCode, DB>(db, (), &keys, finds).await;
});

on_every_database!(under_a_filter_with_an_argument, async |db| {
    let keys: Vec<_> = (0..6).collect();
    let finds = |key: &i64, sale: &Sale, tag| tag < 0 && sale.shop_id == Some(*key) && sale.amount >= 20;
    compare::<LargeByShop, DB>(db, (20,), &keys, finds).await;
});

on_every_database!(across_a_table_of_pairs, async |db| {
    let keys: Vec<_> = (0..6).collect();
    compare::<ByTag, DB>(db, (), &keys, |key, _, tag| tag == *key).await;
});

on_every_database!(through_a_table_with_text_under_a_collation, async |db| {
    let keys = words(&["rome", "ROME", "oslo", "Oslo", "bergen"]);
    let finds = |key: &String, sale: &Sale, tag| {
        let town = usize::try_from(sale.till).ok().and_then(|till| TOWNS.get(till));
        tag < 0 && town.is_some_and(|town| town.eq_ignore_ascii_case(key))
    };
    compare::<ByTown, DB>(db, (), &keys, finds).await;
});
