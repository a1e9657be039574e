//! Any number of keys is loaded, with few statements and few statement texts.

use std::collections::HashSet;

use batchload::{BatchLoad, Loaders};
use sqlx::FromRow;
use sqlx::sqlite::SqlitePoolOptions;

use crate::support::database::{Database, Kind, Tested, on_every_database, series, test};
use crate::support::runtimes::Flavour;

#[derive(Clone, Debug, FromRow, BatchLoad)]
#[batch_load(table = "numbers")]
struct Number {
    id: i64,
    #[batch_load(index)]
    name: String,
    #[batch_load(index)]
    group_id: i64,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, sqlx::Type)]
#[sqlx(transparent)]
struct Name(String);

/// The same rows. The text has a type of its own, so it is not sent as JSON.
#[derive(Clone, Debug, FromRow, BatchLoad)]
#[batch_load(table = "numbers")]
struct NamedNumber {
    id: i64,
    #[batch_load(index)]
    name: Name,
}

/// Creates numbers from 1, each with its name, in groups of three.
async fn numbers<DB: Tested>(db: &Database<DB>, count: usize) {
    let rows = match db.kind() {
        Kind::Sqlite => format!(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {count})
             INSERT INTO numbers SELECT i, 'name ' || i, i / 3 FROM n"
        ),
        Kind::Postgres => {
            format!("INSERT INTO numbers SELECT i, 'name ' || i, i / 3 FROM generate_series(1, {count}) AS i")
        }
        Kind::MySql => {
            let series = series(count);
            format!("INSERT INTO numbers SELECT seq, CONCAT('name ', seq), seq DIV 3 FROM {series}")
        }
    };
    db.setup(&format!(
        "CREATE TABLE numbers (id BIGINT PRIMARY KEY, name VARCHAR(40) NOT NULL, group_id BIGINT NOT NULL); {rows}"
    ))
    .await;
}

on_every_database!(q01_a_hundred_thousand_keys, async |db| {
    numbers(&db, 1000).await;
    let loaders = Loaders::<DB>::new(db.pool());
    let (found, asked) = db.counted(Number::by_id(&loaders).load_many(1..=100_000)).await;
    let found = found.unwrap();
    assert_eq!(found.len(), 100_000);
    assert!(
        found.iter().zip(1..).all(|(row, id)| row.as_ref().map(|row| row.id) == (id <= 1000).then_some(id))
    );
    let statements = if db.kind() == Kind::MySql { 4 } else { 1 };
    assert_eq!(asked.len(), statements);
});

test!(x03_a_million_keys_are_one_array, sqlx::Postgres, &[Flavour::CurrentThread], async |db| {
    numbers(&db, 10).await;
    let loaders = Loaders::<DB>::new(db.pool());
    let (found, asked) = db.counted(Number::by_id(&loaders).load_many(1..=1_000_000)).await;
    let found = found.unwrap();
    assert_eq!(found.len(), 1_000_000);
    assert_eq!(found.iter().flatten().map(|row| row.id).collect::<Vec<_>>(), (1..=10).collect::<Vec<_>>());
    assert_eq!(asked.len(), 1);
});

test!(x04_a_million_keys_are_one_json_array, sqlx::Sqlite, &[Flavour::CurrentThread], async |db| {
    numbers(&db, 10).await;
    let loaders = Loaders::<DB>::new(db.pool());
    let (found, asked) = db.counted(Number::by_group_id(&loaders).load_many(0..1_000_000)).await;
    let sizes: Vec<_> = found.unwrap().iter().map(|rows| rows.len()).collect();
    assert_eq!(sizes.len(), 1_000_000);
    assert_eq!((&sizes[..4], sizes[4..].iter().sum()), (&[2, 3, 3, 2][..], 0));
    assert_eq!(asked.len(), 1);
});

on_every_database!(q06_a_key_that_is_asked_often_is_sent_once, async |db| {
    numbers(&db, 10).await;
    let loaders = Loaders::<DB>::new(db.pool());
    let (found, asked) = db.counted(Number::by_id(&loaders).load_many([7, 8, 7, 7, 11, 8, 11])).await;
    let ids: Vec<_> = found.unwrap().iter().map(|row| row.as_ref().map(|row| row.id)).collect();
    assert_eq!(ids, [Some(7), Some(8), Some(7), Some(7), None, Some(8), None]);
    assert_eq!(asked.len(), 1, "{asked:?}");
    let stats = loaders.stats();
    assert_eq!((stats.loads, stats.keys, stats.rows), (7, 3, 2));
});

on_every_database!(q01_forty_thousand_texts, async |db| {
    numbers(&db, 1000).await;
    let loaders = Loaders::<DB>::new(db.pool());
    let keys = (1..=40_000).map(|number| format!("name {number}"));
    let (found, asked) = db.counted(Number::by_name(&loaders).load_many(keys)).await;
    let found = found.unwrap();
    assert!(
        found.iter().zip(1..).all(|(rows, id)| rows.iter().map(|row| row.id).eq((id <= 1000).then_some(id)))
    );
    let statements = match db.kind() {
        Kind::Sqlite => 3,
        Kind::Postgres => 1,
        Kind::MySql => 5,
    };
    assert_eq!(asked.len(), statements);
});

on_every_database!(q01_forty_thousand_texts_of_a_new_type, async |db| {
    numbers(&db, 1000).await;
    let loaders = Loaders::<DB>::new(db.pool());
    let keys = (1..=40_000).map(|number| Name(format!("name {number}")));
    let (found, asked) = db.counted(NamedNumber::by_name(&loaders).load_many(keys)).await;
    let found = found.unwrap();
    assert!(
        found.iter().zip(1..).all(|(rows, id)| rows.iter().map(|row| row.id).eq((id <= 1000).then_some(id)))
    );
    let statements = match db.kind() {
        Kind::Sqlite => 3,
        Kind::Postgres => 1,
        Kind::MySql => 5,
    };
    assert_eq!(asked.len(), statements);
});

on_every_database!(q03_long_keys_stay_under_the_packet, async |db| {
    numbers(&db, 3).await;
    let loaders = Loaders::<DB>::new(db.pool());
    // Together these keys take 20 megabytes, more than the server accepts at once.
    let keys = (0..2_000).map(|number| format!("{number:>010000}")).chain(["name 2".to_owned()]);
    let (found, asked) = db.counted(Number::by_name(&loaders).load_many(keys)).await;
    let found = found.unwrap();
    assert_eq!(found[2_000][0].id, 2);
    assert!(found[..2_000].iter().all(|rows| rows.is_empty()));
    let statements = if db.kind() == Kind::MySql { 41 } else { 1 };
    assert_eq!(asked.len(), statements);
});

on_every_database!(x19_few_texts_for_any_number_of_keys, async |db| {
    numbers(&db, 3000).await;
    let (texts, _) = db
        .counted(async {
            let mut texts = HashSet::new();
            for count in 1..=200 {
                let watch = db.watch().await;
                let loaders = Loaders::<DB>::new(db.pool());
                let rows = Number::by_group_id(&loaders).load_many(0..count).await.unwrap();
                assert!(rows.iter().skip(1).all(|rows| rows.len() == 3));
                texts.extend(watch.finish().await);
            }
            texts
        })
        .await;
    let expected = if db.kind() == Kind::MySql { 9 } else { 1 };
    assert_eq!(texts.len(), expected, "{texts:?}");
});

test!(
    x19_few_prepared_statements_for_any_number_of_keys,
    sqlx::Postgres,
    &[Flavour::CurrentThread],
    async |db| {
        numbers(&db, 3000).await;
        let pool = db.pool_of_one().await;
        for count in 1..=400 {
            let loaders = Loaders::<DB>::new(pool.clone());
            let (rows, texts) = futures_util::try_join!(
                Number::by_group_id(&loaders).load_many(1..=count),
                Number::by_name(&loaders).load_many((1..=count).map(|number| format!("name {number}"))),
            )
            .unwrap();
            assert!(rows.iter().all(|rows| rows.len() == 3) && texts.iter().all(|rows| rows.len() == 1));
            assert_eq!(loaders.stats().statements, 2);
        }
        let prepared = "SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%numbers%'";
        let prepared: i64 = sqlx::query_scalar(prepared).persistent(false).fetch_one(&pool).await.unwrap();
        // Two for numbers, because many numbers have a plan of their own, and one for text.
        assert_eq!(prepared, 3);
        pool.close().await;
    }
);

test!(x18_a_pool_of_two_shares_a_database_in_memory, sqlx::Sqlite, &[Flavour::CurrentThread], async |db| {
    let pool = SqlitePoolOptions::new().max_connections(2).connect("sqlite::memory:").await.unwrap();
    let rows = "CREATE TABLE numbers (id BIGINT PRIMARY KEY, name TEXT NOT NULL, group_id BIGINT NOT NULL);
        INSERT INTO numbers VALUES (1, 'one', 0), (2, 'two', 0)";
    sqlx::raw_sql(rows).execute(&pool).await.unwrap();
    let ask = async || {
        let loaders = Loaders::<DB>::new(pool.clone());
        let (found, asked) = db.counted(Number::by_id(&loaders).load_many([2, 1])).await;
        assert_eq!(found.unwrap().iter().flatten().map(|row| row.id).collect::<Vec<_>>(), [2, 1]);
        assert_eq!(asked.len(), 1, "{asked:?}");
    };
    // The rows are there, whichever of the two connections is left over.
    let (first, second) = (pool.acquire().await.unwrap(), pool.acquire().await.unwrap());
    drop(first);
    ask().await;
    let first = pool.acquire().await.unwrap();
    drop(second);
    ask().await;
    drop(first);
    pool.close().await;
});
