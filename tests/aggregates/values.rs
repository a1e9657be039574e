//! The results of aggregates: the types of the values, and what stands for no rows and for nulls.

use batchload::{Avg, BatchLoad, Count, Error, Exists, Loaders, Max, Min, Sum};
use futures_util::future::{try_join, try_join_all};
use sqlx::FromRow;
use sqlx::types::BigDecimal;

use super::facts::{AMOUNT, ByShop, DAY, DISCOUNT, LargeByShop, RATE, Sale, WEIGHT, schema, totals};
use crate::support::database::{Database, Kind, Tested, on_every_database, test};
use crate::support::runtimes::Flavour;

/// Inserts three sales of shop 1, one of shop 2 with nulls, and one without a shop.
async fn sales<DB: Tested>(db: &Database<DB>) {
    db.setup(&schema("VARCHAR(20)")).await;
    db.setup(
        "INSERT INTO sales VALUES
            (1, 1, 1, 'a', 10, 5, 0.5, 0.25, '2024-01-03'),
            (2, 1, 1, 'a', 20, NULL, 1.5, NULL, '2024-01-01'),
            (3, 1, 2, 'b', -3, 2, 1.0, 0.5, '2024-01-02'),
            (4, 2, 1, 'b', 7, NULL, 0.0, NULL, '2024-02-01'),
            (5, NULL, 1, 'c', 100, 9, 9.0, 9.0, '2024-03-01')",
    )
    .await;
}

fn day(text: &str) -> Option<chrono::NaiveDate> {
    text.parse().ok()
}

on_every_database!(rows_are_counted_and_absent_ones_are_none, async |db| {
    sales(&db).await;
    let loaders = Loaders::<DB>::new(db.pool());

    let (counts, asked) = db.counted(totals::<ByShop, Count, DB>(&loaders, (), &[1, 3, 2, 1])).await;
    assert_eq!(counts.unwrap(), [3, 0, 1, 3]);
    assert_eq!(asked.len(), 1, "{asked:?}");

    let (exist, asked) = db.counted(totals::<ByShop, Exists, DB>(&loaders, (), &[1, 3, 2])).await;
    assert_eq!(exist.unwrap(), [true, false, true]);
    assert_eq!(asked.len(), 1, "{asked:?}");
});

on_every_database!(numbers_are_summed_in_the_widest_type_of_their_kind, async |db| {
    sales(&db).await;
    let loaders = Loaders::<DB>::new(db.pool());
    let shops = [1, 2, 3];

    let amounts: Vec<i64> = totals::<ByShop, Sum<Sale, (), AMOUNT>, DB>(&loaders, (), &shops).await.unwrap();
    let discounts: Vec<i64> =
        totals::<ByShop, Sum<Sale, (), DISCOUNT>, DB>(&loaders, (), &shops).await.unwrap();
    let weights: Vec<f64> = totals::<ByShop, Sum<Sale, (), WEIGHT>, DB>(&loaders, (), &shops).await.unwrap();
    let rates: Vec<f64> = totals::<ByShop, Sum<Sale, (), RATE>, DB>(&loaders, (), &shops).await.unwrap();

    assert_eq!(amounts, [27, 7, 0]);
    assert_eq!(discounts, [7, 0, 0], "nulls are left out, and nothing but nulls is 0");
    assert_eq!(weights, [3.0, 0.0, 0.0]);
    assert_eq!(rates, [0.75, 0.0, 0.0]);
});

on_every_database!(averages_and_extremes_of_nothing_are_none, async |db| {
    sales(&db).await;
    let loaders = Loaders::<DB>::new(db.pool());
    let shops = [1, 2, 3];

    let amounts = totals::<ByShop, Avg<Sale, (), AMOUNT>, DB>(&loaders, (), &shops).await.unwrap();
    let discounts = totals::<ByShop, Avg<Sale, (), DISCOUNT>, DB>(&loaders, (), &shops).await.unwrap();
    assert_eq!(amounts, [Some(9.0), Some(7.0), None]);
    assert_eq!(discounts, [Some(3.5), None, None]);

    let least: Vec<Option<i32>> =
        totals::<ByShop, Min<Sale, (), DISCOUNT>, DB>(&loaders, (), &shops).await.unwrap();
    let most: Vec<Option<i32>> =
        totals::<ByShop, Max<Sale, (), DISCOUNT>, DB>(&loaders, (), &shops).await.unwrap();
    assert_eq!(least, [Some(2), None, None]);
    assert_eq!(most, [Some(5), None, None]);

    let first = totals::<ByShop, Min<Sale, (), DAY>, DB>(&loaders, (), &shops).await.unwrap();
    let last = totals::<ByShop, Max<Sale, (), DAY>, DB>(&loaders, (), &shops).await.unwrap();
    assert_eq!(first, [day("2024-01-01"), day("2024-02-01"), None]);
    assert_eq!(last, [day("2024-01-03"), day("2024-02-01"), None]);
});

on_every_database!(an_average_keeps_its_fraction, async |db| {
    db.setup(&schema("VARCHAR(20)")).await;
    db.setup(
        "INSERT INTO sales VALUES
            (1, 1, 1, 'a', 1, 1, 0, 0, '2024-01-01'), (2, 1, 1, 'a', 0, 0, 0, 0, '2024-01-01'),
            (3, 1, 1, 'a', 0, 0, 0, 0, '2024-01-01')",
    )
    .await;
    let loaders = Loaders::<DB>::new(db.pool());
    let found = totals::<ByShop, Avg<Sale, (), AMOUNT>, DB>(&loaders, (), &[1]).await.unwrap();
    assert!((found[0].unwrap() - 1.0 / 3.0).abs() < 1e-12, "{found:?}");
});

on_every_database!(a_sum_that_does_not_fit_is_an_error_of_the_database, async |db| {
    db.setup(&schema("VARCHAR(20)")).await;
    let most = i64::MAX;
    db.setup(&format!(
        "INSERT INTO sales VALUES
            (1, 1, 1, 'a', {most}, NULL, 0, 0, '2024-01-01'), (2, 1, 1, 'a', 1, NULL, 0, 0, '2024-01-01'),
            (3, 2, 1, 'a', {most}, NULL, 0, 0, '2024-01-01'), (4, 2, 1, 'a', -1, NULL, 0, 0, '2024-01-01')"
    ))
    .await;
    let loaders = Loaders::<DB>::new(db.pool());
    let fits = totals::<ByShop, Sum<Sale, (), AMOUNT>, DB>(&loaders, (), &[2]).await;
    assert_eq!(fits.unwrap(), [most - 1]);
    let overflows = totals::<ByShop, Sum<Sale, (), AMOUNT>, DB>(&loaders, (), &[1]).await.unwrap_err();
    assert!(matches!(overflows, Error::Database { lookup: "ByShop sum(amount)", .. }), "{overflows:?}");
});

on_every_database!(totals_are_remembered_until_the_loaders_forget, async |db| {
    sales(&db).await;
    let loaders = Loaders::<DB>::new(db.pool());
    totals::<ByShop, Count, DB>(&loaders, (), &[1, 3]).await.unwrap();

    let (again, asked) = db.counted(totals::<ByShop, Count, DB>(&loaders, (), &[3, 1])).await;
    assert_eq!(again.unwrap(), [0, 3]);
    assert!(asked.is_empty(), "{asked:?}");

    db.setup("DELETE FROM sales WHERE id = 1").await;
    loaders.clear();
    assert_eq!(totals::<ByShop, Count, DB>(&loaders, (), &[1]).await.unwrap(), [2]);
});

on_every_database!(arguments_never_mix_and_equal_ones_share_a_statement, async |db| {
    sales(&db).await;
    let loaders = Loaders::<DB>::new(db.pool());
    let request = async {
        try_join(
            totals::<LargeByShop, Count, DB>(&loaders, (10,), &[1, 2]),
            try_join(
                totals::<LargeByShop, Count, DB>(&loaders, (20,), &[1, 2]),
                totals::<LargeByShop, Count, DB>(&loaders, (10,), &[3]),
            ),
        )
        .await
    };
    let (found, asked) = db.counted(loaders.drive(request)).await;
    assert_eq!(found.unwrap(), (vec![2, 0], (vec![1, 0], vec![0])));
    assert_eq!(asked.len(), 2, "{asked:?}");
});

on_every_database!(statistics_name_the_lookup_and_the_aggregate, async |db| {
    sales(&db).await;
    let loaders = Loaders::<DB>::new(db.pool());
    totals::<ByShop, Count, DB>(&loaders, (), &[1, 3]).await.unwrap();
    totals::<ByShop, Max<Sale, (), DAY>, DB>(&loaders, (), &[1]).await.unwrap();
    totals::<LargeByShop, Sum<Sale, (), AMOUNT>, DB>(&loaders, (1,), &[1]).await.unwrap();

    let stats = loaders.stats();
    let counts = stats.lookup("ByShop count").unwrap();
    assert_eq!((counts.statements, counts.keys, counts.rows), (1, 2, 1));
    assert_eq!(stats.lookup("ByShop max(day)").unwrap().statements, 1);
    assert_eq!(stats.lookup("LargeByShop sum(amount)").unwrap().statements, 1);
    assert_eq!(stats.statements, 3);
});

on_every_database!(only_the_total_is_read, async |db| {
    sales(&db).await;
    let loaders = Loaders::<DB>::new(db.pool());
    let (_, asked) = db.counted(totals::<ByShop, Count, DB>(&loaders, (), &[1])).await;
    let from = if db.kind() == Kind::MySql {
        "SELECT COUNT(*), t.`shop_id` FROM"
    } else {
        "SELECT COUNT(*), t.\"shop_id\" FROM"
    };
    assert!(asked[0].starts_with(from), "{asked:?}");
});

#[derive(Clone, Debug, FromRow, BatchLoad)]
#[has_many(Entry, sum(amount, fee), avg(amount, fee), max(amount))]
struct Account {
    id: i64,
}

#[derive(Clone, Debug, FromRow, BatchLoad)]
#[batch_load(table = "entries")]
struct Entry {
    id: i64,
    #[belongs_to(Account)]
    account_id: i64,
    amount: BigDecimal,
    fee: Option<BigDecimal>,
}

/// SQLite has no decimals.
macro_rules! decimals_keep_all_their_digits {
    ($name:ident, $database:ty) => {
        test!($name, $database, &[Flavour::CurrentThread], async |db| {
            db.setup(
                "CREATE TABLE entries (
                     id BIGINT PRIMARY KEY, account_id BIGINT NOT NULL, amount NUMERIC(30, 10) NOT NULL,
                     fee NUMERIC(10, 2)
                 );
                 INSERT INTO entries VALUES
                     (1, 1, 12345678901234567890.1000000001, 0.10), (2, 1, 0.2, NULL), (3, 1, -0.3, 0.20),
                     (4, 2, 0.5, NULL)",
            )
            .await;
            let loaders = Loaders::<DB>::new(db.pool());
            let accounts = [1, 2, 3].map(|id| Account { id });
            let decimal = |text: &str| text.parse::<BigDecimal>().unwrap();

            let loads = accounts.iter().map(|account| account.load_entrys_sum_amount(&loaders));
            let (sums, asked) = db.counted(try_join_all(loads)).await;
            let sums: Vec<BigDecimal> = sums.unwrap();
            assert_eq!(sums, ["12345678901234567890.0000000001", "0.5", "0"].map(decimal));
            assert_eq!(asked.len(), 1, "{asked:?}");
            let fees = accounts.iter().map(|account| account.load_entrys_sum_fee(&loaders));
            let fees: Vec<BigDecimal> = try_join_all(fees).await.unwrap();
            assert_eq!(fees, ["0.3", "0", "0"].map(decimal));

            let loads = accounts.iter().map(|account| account.load_entrys_avg_amount(&loaders));
            let (averages, asked) = db.counted(try_join_all(loads)).await;
            assert_eq!(averages.unwrap(), [Some(12_345_678_901_234_567_890.0 / 3.0), Some(0.5), None]);
            assert_eq!(asked.len(), 1, "{asked:?}");
            let fees = accounts.iter().map(|account| account.load_entrys_avg_fee(&loaders));
            let fees = try_join_all(fees).await.unwrap();
            assert!((fees[0].unwrap() - 0.15).abs() < 1e-12 && fees[1..] == [None, None], "{fees:?}");

            let most = accounts[0].load_entrys_max_amount(&loaders).await.unwrap();
            assert_eq!(most, Some(decimal("12345678901234567890.1000000001")));
        });
    };
}

decimals_keep_all_their_digits!(decimals_keep_all_their_digits_in_postgres, sqlx::Postgres);
decimals_keep_all_their_digits!(decimals_keep_all_their_digits_in_mysql, sqlx::MySql);
