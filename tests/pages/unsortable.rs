//! Columns that MySQL and MariaDB sort differently from how a cursor would compare them. Their pages are refused,
//! because none would be right.

use batchload::{BatchLoad, Error, Loaders, Page};
use futures_util::future::try_join_all;
use sqlx::{FromRow, MySql};

use crate::support::database::test;
use crate::support::runtimes::ONE;
use crate::support::server::mysql::is_mariadb;

#[derive(Clone, Debug, PartialEq, FromRow, BatchLoad)]
#[batch_load(table = "shops")]
#[has_many(Item, foreign_key = shop, order_by(mood), page)]
struct Shop {
    id: i64,
}

#[derive(Clone, Debug, PartialEq, FromRow, BatchLoad)]
#[batch_load(table = "items")]
struct Item {
    id: i64,
    #[batch_load(index)]
    shop: i64,
    mood: String,
}

test!(an_enumeration_sorts_no_pages, MySql, ONE, async |db| {
    db.setup(
        "CREATE TABLE items (id BIGINT PRIMARY KEY, shop BIGINT NOT NULL,
             mood ENUM('sad', 'happy', 'bored') NOT NULL);
         INSERT INTO items VALUES (1, 1, 'sad'), (2, 1, 'happy'), (3, 1, 'bored'), (4, 2, 'sad')",
    )
    .await;
    for shops in 1..=3 {
        for page in [Page::first(2), Page::first(2).with_total()] {
            let loaders = Loaders::<DB>::new(db.pool());
            let loads = (1..=shops).map(|id| {
                let (loaders, page) = (loaders.clone(), page.clone());
                async move { Shop { id }.load_items_page(&loaders, page).await }
            });
            let (error, sent) = db.counted(try_join_all(loads)).await;
            let error = error.unwrap_err();
            let Error::Decode { model: "Item", field: "mood", column: "mood", source } = error else {
                panic!("{error:?}")
            };
            assert!(source.to_string().contains("ENUM"), "{source}");
            assert!(sent.is_empty(), "{sent:?}");
        }
    }
    // A list of all rows is sorted as the column is.
    let loaders = Loaders::<DB>::new(db.pool());
    let (all, sent) = db.counted(Shop { id: 1 }.load_items(&loaders)).await;
    assert_eq!(all.unwrap().iter().map(|item| item.id).collect::<Vec<_>>(), [1, 2, 3]);
    assert_eq!(sent.len(), 1, "{sent:?}");
});

#[derive(Clone, Debug, FromRow, BatchLoad)]
#[batch_load(table = "shops")]
#[has_many(Stored, name = items, foreign_key = shop, order_by(mood), page)]
struct Depot {
    id: i64,
}

#[derive(Clone, Debug, FromRow, BatchLoad)]
#[batch_load(table = "batchload_elsewhere.items")]
struct Stored {
    id: i64,
    #[batch_load(index)]
    shop: i64,
    mood: String,
}

/// Asserts that a page is refused for this reason.
macro_rules! refused {
    ($page:expr, $why:literal) => {{
        let refused = $page.await.unwrap_err();
        let Error::Decode { field: "mood", source, .. } = refused else { panic!("{refused:?}") };
        assert!(source.to_string().contains($why), "{source}");
    }};
}

test!(nor_does_a_set_nor_an_enumeration_of_another_database, MySql, ONE, async |db| {
    let items = "(id BIGINT PRIMARY KEY, shop BIGINT NOT NULL, mood SET('sad', 'happy', 'bored') NOT NULL)";
    db.setup(&format!(
        "CREATE TABLE items {items}; INSERT INTO items VALUES (1, 1, 'sad'), (2, 1, 'happy,bored');
         DROP DATABASE IF EXISTS batchload_elsewhere; CREATE DATABASE batchload_elsewhere;
         CREATE TABLE batchload_elsewhere.items {};
         INSERT INTO batchload_elsewhere.items VALUES (1, 1, 'sad'), (2, 1, 'bored'), (3, 2, 'happy')",
        items.replace("SET", "ENUM")
    ))
    .await;
    let loaders = Loaders::<DB>::new(db.pool());
    for page in [Page::first(1), Page::first(1).with_total()] {
        refused!(Shop { id: 1 }.load_items_page(&loaders, page.clone()), "ENUM or SET");
        refused!(Depot { id: 1 }.load_items_page(&loaders, page), "ENUM or SET");
    }
    assert_eq!(Depot { id: 1 }.load_items(&loaders).await.unwrap().len(), 2);
    db.setup("DROP DATABASE batchload_elsewhere").await;
});

test!(requests_that_meet_at_a_new_pool_all_know_the_server, MySql, ONE, async |db| {
    db.setup(
        "CREATE TABLE items (id BIGINT PRIMARY KEY, shop BIGINT NOT NULL, mood ENUM('z', 'm', 'a') NOT NULL);
         INSERT INTO items VALUES (1, 1, 'z'), (2, 1, 'm'), (3, 2, 'a')",
    )
    .await;
    for _ in 0..10 {
        let options = (*db.pool().connect_options()).clone();
        let pool =
            sqlx::mysql::MySqlPoolOptions::new().max_connections(4).connect_with(options).await.unwrap();
        let requests = (0..4).map(|_| {
            let loaders = Loaders::<DB>::new(pool.clone());
            async move { Shop { id: 1 }.load_items_page(&loaders, Page::first(1).with_total()).await }
        });
        for page in futures_util::future::join_all(requests).await {
            assert!(matches!(page, Err(Error::Decode { .. })), "{page:?}");
        }
        pool.close().await;
    }
});

test!(a_text_that_is_longer_than_the_server_sorts_by_is_refused, MySql, ONE, async |db| {
    db.setup("CREATE TABLE items (id BIGINT PRIMARY KEY, shop BIGINT NOT NULL, mood TEXT NOT NULL)").await;
    for (shop, length) in [(1, 250), (2, 260)] {
        let rows = ["d", "c", "b", "a"].map(|end| "x".repeat(length) + end);
        let rows = (shop * 10..).zip(rows).map(|(id, mood)| format!("({id}, {shop}, '{mood}')"));
        db.setup(&format!("INSERT INTO items VALUES {}", rows.collect::<Vec<_>>().join(", "))).await;
    }
    let loaders = Loaders::<DB>::new(db.pool());
    assert_eq!(walked!(1, |page| Shop { id: 1 }.load_items_page(&loaders, page)), [13, 12, 11, 10]);
    refused!(Shop { id: 2 }.load_items_page(&loaders, Page::first(1)), "max_sort_length");

    // A pool whose connections sort by more bytes.
    let options = (*db.pool().connect_options()).clone();
    let pool = sqlx::mysql::MySqlPoolOptions::new().after_connect(|connection, _| {
        Box::pin(async move { sqlx::query("SET max_sort_length = 8192").execute(connection).await.map(drop) })
    });
    let pool = pool.connect_with(options).await.unwrap();
    let loaders = Loaders::<DB>::new(pool.clone());
    let walk = async |shop: Shop| walked!(1, |page| shop.load_items_page(&loaders, page));
    assert_eq!(walk(Shop { id: 2 }).await, [23, 22, 21, 20]);
    pool.close().await;
});

test!(a_server_whose_empty_texts_are_null_is_known_as_well, MySql, ONE, async |db| {
    if !is_mariadb() {
        // MySQL has no such mode.
        return;
    }
    db.setup(
        "CREATE TABLE items (id BIGINT PRIMARY KEY, shop BIGINT NOT NULL, mood VARCHAR(9) NOT NULL);
         INSERT INTO items VALUES (1, 1, 'z'), (2, 1, 'a')",
    )
    .await;
    let options = (*db.pool().connect_options()).clone();
    let pool = sqlx::mysql::MySqlPoolOptions::new().after_connect(|connection, _| {
        let mode = sqlx::query("SET sql_mode = 'EMPTY_STRING_IS_NULL'");
        Box::pin(async move { mode.execute(connection).await.map(drop) })
    });
    let pool = pool.connect_with(options).await.unwrap();
    let loaders = Loaders::<DB>::new(pool.clone());
    assert_eq!(walked!(1, |page| Shop { id: 1 }.load_items_page(&loaders, page)), [2, 1]);
    pool.close().await;
});

/// A relation in the order of a column, which a field of this type reads.
macro_rules! sorted_as {
    ($($module:ident: $kind:ty),+ $(,)?) => {
        $(mod $module {
            use batchload::BatchLoad;
            use sqlx::FromRow;

            #[derive(Clone, Debug, FromRow, BatchLoad)]
            #[has_many(Measure, name = values, foreign_key = owner, order_by(value), page)]
            pub struct Owner {
                pub id: i64,
            }

            #[derive(Clone, Debug, FromRow, BatchLoad)]
            #[batch_load(table = "measured")]
            pub struct Measure {
                pub id: i64,
                #[batch_load(index)]
                pub owner: i64,
                pub value: $kind,
            }
        })+
    };
}

sorted_as! {
    float: f32,
    double: f64,
    flag: bool,
    day: Option<sqlx::types::chrono::NaiveDate>,
    moment: Option<sqlx::types::chrono::NaiveDateTime>,
    decimal: sqlx::types::Decimal,
    big: sqlx::types::BigDecimal,
    uuid: sqlx::types::uuid::fmt::Hyphenated,
}

/// Checks that rows whose field holds the stored value have pages of one row each. The other rows are refused, not
/// skipped.
macro_rules! paged_or_refused {
    ($db:expr, $module:ident, $column:literal: $held:expr, $lossy:expr) => {{
        $db.setup(concat!(
            "SET SESSION sql_mode = ''; DROP TABLE IF EXISTS measured;
             CREATE TABLE measured (id BIGINT PRIMARY KEY, owner BIGINT NOT NULL, value ",
            $column,
            ");"
        ))
        .await;
        let values: Vec<String> =
            $held.iter().enumerate().map(|(id, value)| format!("({id}, 1, {value})")).collect();
        let lossy: Option<&str> = $lossy;
        let lossy = lossy.map_or_else(String::new, |value| format!(", (98, 2, {value}), (99, 2, {value})"));
        $db.setup(&format!(
            "SET SESSION sql_mode = ''; INSERT INTO measured VALUES {}{lossy}",
            values.join(", ")
        ))
        .await;

        let loaders = Loaders::<DB>::new($db.pool());
        let all = $module::Owner { id: 1 }.load_values(&loaders).await.unwrap();
        let all: Vec<_> = all.iter().map(|row| row.id).collect();
        assert_eq!(all.len(), values.len());
        let owner = $module::Owner { id: 1 };
        let walked = walked!(1, |asked| owner.load_values_page(&loaders, asked));
        assert_eq!(walked, all, stringify!($module));
        if !lossy.is_empty() {
            let refused = $module::Owner { id: 2 }.load_values_page(&loaders, Page::first(1)).await;
            let Err(Error::Decode { model: "Measure", field: "value", source, .. }) = refused else {
                panic!("{}: {refused:?}", stringify!($module))
            };
            assert!(source.to_string().contains("does not hold as it is stored"), "{source}");
        }
    }};
}

test!(no_page_goes_on_behind_a_value_that_was_rounded, MySql, ONE, async |db| {
    let third = "0.333333333333333333333333333333";
    let moment = ["NULL", "'2024-01-01 00:00:00'", "'2024-01-01 00:00:00'", "NULL"];
    paged_or_refused!(db, float, "DOUBLE NOT NULL": ["0.5", "0.25", "0.5"], Some("0.1"));
    paged_or_refused!(db, double, "DOUBLE NOT NULL": ["0.1", "0.1", "0.3", "0.2"], None);
    paged_or_refused!(db, float, "FLOAT NOT NULL": ["0.5", "0.25", "0.5"], None);
    paged_or_refused!(db, flag, "TINYINT(1) NOT NULL": ["0", "1", "1", "0"], Some("2"));
    paged_or_refused!(db, day, "DATE": ["NULL", "'2024-01-01'", "'2024-01-01'", "NULL"], Some("'0000-00-00'"));
    paged_or_refused!(db, moment, "DATETIME": moment, Some("'0000-00-00 00:00:00'"));
    paged_or_refused!(db, decimal, "DECIMAL(40, 30) NOT NULL": ["1.5", "0.25", "1.50", "-7"], Some(third));
    let uuid = |first| format!("'{first}0000000-0000-0000-0000-000000000000'");
    let held = [uuid("c"), uuid("a"), uuid("b"), uuid("a")];
    let capital = uuid("B");
    paged_or_refused!(db, uuid, "CHAR(36) COLLATE utf8mb4_bin NOT NULL": held, Some(&capital));
    paged_or_refused!(db, big, "DECIMAL(40, 30) NOT NULL": [third, third, "1.5"], None);
});
