//! Statements keep working while tables change, use the indexes that exist, and name the field that does not fit.

use batchload::{BatchLoad, Error, Loaders};
use futures_util::future::try_join_all;
use sqlx::postgres::PgPoolOptions;
use sqlx::{AssertSqlSafe, FromRow, Row};

use crate::support::database::{Database, on_every_database, plan, series, test};
use crate::support::runtimes::ONE;

#[derive(Clone, Debug, FromRow, BatchLoad)]
#[batch_load(table = "parts")]
struct Part {
    id: i64,
    #[batch_load(index)]
    name: String,
    #[batch_load(index)]
    shelf: i64,
}

const PARTS: &str =
    "CREATE TABLE parts (id BIGINT PRIMARY KEY, name VARCHAR(20) NOT NULL, shelf BIGINT NOT NULL);
    INSERT INTO parts VALUES (1, 'bolt', 7), (2, 'nut', 7)";

on_every_database!(x05_a_column_is_added_between_two_requests, async |db| {
    db.setup(PARTS).await;
    let ask =
        async || Part::by_shelf(&Loaders::<DB>::new(db.pool())).load_many([7, 8]).await.unwrap()[0].len();
    assert_eq!(ask().await, 2);
    db.setup("ALTER TABLE parts ADD COLUMN note VARCHAR(20)").await;
    let (rows, asked) = db.counted(ask()).await;
    assert_eq!(rows, 2);
    assert_eq!(asked.len(), 1, "{asked:?}");
});

test!(x06_a_stale_plan_is_made_again, sqlx::Postgres, ONE, async |db| {
    db.setup(PARTS).await;
    // One connection, so that the second request uses the plan of the first.
    let options = db.pool().connect_options().as_ref().clone();
    let pool = PgPoolOptions::new().max_connections(1).connect_with(options).await.unwrap();
    let ask = async || Part::by_id(&Loaders::<DB>::new(pool.clone())).load_many([1, 2]).await;
    assert_eq!(ask().await.unwrap().iter().flatten().count(), 2);
    db.setup("ALTER TABLE parts ALTER COLUMN name TYPE text").await;

    let loaders = Loaders::<DB>::new(pool.clone());
    let (rows, asked) = db.counted(Part::by_id(&loaders).load_many([1, 2])).await;
    assert_eq!(rows.unwrap().iter().flatten().count(), 2);
    assert!(asked.len() <= 2, "{asked:?}");
    assert_eq!(loaders.stats().statements, 2);
});

test!(x06_a_connection_that_went_stale_is_repaired_once, sqlx::Postgres, ONE, async |db| {
    db.setup(PARTS).await;
    let ask = async || Part::by_name(&Loaders::<DB>::new(db.pool())).load_many(["nut".to_owned()]).await;
    ask().await.unwrap();
    db.setup("ALTER TABLE parts ALTER COLUMN shelf TYPE numeric").await;
    // The statement is sent again, and now the field does not fit.
    let error = ask().await.unwrap_err();
    assert!(matches!(error, Error::Decode { field: "shelf", .. }), "{error:?}");
    db.setup("ALTER TABLE parts ALTER COLUMN shelf TYPE bigint").await;
    assert_eq!(ask().await.unwrap()[0].len(), 1);
});

#[derive(Clone, Debug, FromRow, BatchLoad)]
#[batch_load(table = "parts")]
struct Misfit {
    id: i64,
    #[batch_load(index)]
    #[sqlx(rename = "name")]
    label: i64,
}

test!(x13_a_field_that_does_not_fit_is_named, sqlx::Sqlite, ONE, async |db| {
    db.setup(PARTS).await;
    let loaders = Loaders::<DB>::new(db.pool());
    let error = Misfit::by_id(&loaders).load(1).await.unwrap_err();
    assert!(
        matches!(error, Error::Decode { model: "Misfit", field: "label", column: "name", .. }),
        "{error:?}"
    );
});

#[derive(Clone, Debug, FromRow, BatchLoad)]
#[batch_load(table = "labels")]
struct Label {
    id: i64,
    text: Option<i64>,
}

// A reader that ignores the column's type would take eight bytes for a number.
test!(x13_nulls_do_not_say_that_a_column_fits, sqlx::Postgres, ONE, async |db| {
    db.setup("CREATE TABLE labels (id BIGINT PRIMARY KEY, text TEXT)").await;
    db.setup("INSERT INTO labels VALUES (1, NULL), (2, NULL), (3, 'a number'), (4, NULL)").await;
    let nulls = Label::by_id(&Loaders::<DB>::new(db.pool())).load_many([1, 2, 4]).await.unwrap();
    assert!(nulls.iter().flatten().all(|label| label.text.is_none()));
    let loaders = Loaders::<DB>::new(db.pool());
    let (all, asked) = db.counted(Label::by_id(&loaders).load_many([1, 2, 3, 4])).await;
    assert_eq!(asked.len(), 1, "{asked:?}");
    assert!(matches!(all, Err(Error::Decode { field: "text", .. })), "{all:?}");
});

test!(nulls_behind_values_are_nulls, sqlx::Postgres, ONE, async |db| {
    db.setup("CREATE TABLE labels (id BIGINT PRIMARY KEY, text BIGINT)").await;
    db.setup("INSERT INTO labels VALUES (1, 7), (2, NULL), (3, 8)").await;
    let loaders = Loaders::<DB>::new(db.pool());
    let labels = Label::by_id(&loaders).load_many([1, 2, 3]).await.unwrap();
    let texts: Vec<_> = labels.iter().flatten().map(|label| label.text).collect();
    assert_eq!(texts, [Some(7), None, Some(8)]);
});

#[derive(Clone, Debug, BatchLoad)]
#[batch_load(table = "parts", from_row)]
struct Refused {
    id: i64,
}

impl<R: Row> FromRow<'_, R> for Refused {
    fn from_row(_: &R) -> sqlx::Result<Self> {
        Err(sqlx::Error::Decode("no part is good enough".into()))
    }
}

test!(an_error_that_names_no_column_blames_none, sqlx::Sqlite, ONE, async |db| {
    db.setup(PARTS).await;
    let loaders = Loaders::<DB>::new(db.pool());
    let (refused, asked) = db.counted(Refused::by_id(&loaders).load(1)).await;
    let error = refused.unwrap_err();
    assert!(matches!(error, Error::Database { lookup: "Refused::by_id", .. }), "{error:?}");
    assert_eq!(asked.len(), 1, "{asked:?}");
});

#[derive(Clone, Debug, FromRow, BatchLoad)]
#[batch_load(table = "narrow")]
struct Narrow {
    id: i64,
}

test!(x13_a_narrower_column_is_an_error_and_never_a_wrong_number, sqlx::Postgres, ONE, async |db| {
    db.setup("CREATE TABLE narrow (id INT PRIMARY KEY); INSERT INTO narrow VALUES (1)").await;
    let loaders = Loaders::<DB>::new(db.pool());
    let error = Narrow::by_id(&loaders).load(1).await.unwrap_err();
    assert!(matches!(error, Error::Decode { field: "id", .. }), "{error:?}");
});

test!(x14_a_key_that_is_wider_than_its_column_uses_the_index, sqlx::Postgres, ONE, async |db| {
    db.setup(
        "CREATE TABLE narrow (id INT PRIMARY KEY);
         INSERT INTO narrow SELECT i FROM generate_series(1, 20000) AS i; ANALYZE narrow",
    )
    .await;
    let loaders = Loaders::<DB>::new(db.pool());
    let (_, asked) = db.counted(Narrow::by_id(&loaders).load(0)).await;
    assert_eq!(asked.len(), 1, "{asked:?}");
    let plan = plan!(db, "EXPLAIN", asked[0], 0, [vec![1_i64, 2]]);
    assert!(plan[0].contains("narrow_pkey"), "{plan:?}");
});

on_every_database!(q20_an_error_names_the_lookup_and_no_key, async |db| {
    let loaders = Loaders::<DB>::new(db.pool());
    let error = Part::by_name(&loaders).load("secret".to_owned()).await.unwrap_err();
    assert!(matches!(error, Error::Database { lookup: "Part::by_name", .. }), "{error:?}");
    let mut message = error.to_string();
    let mut source = std::error::Error::source(&error);
    while let Some(error) = source {
        message += &error.to_string();
        source = error.source();
    }
    assert!(!message.contains("secret"), "{message}");
});

/// Returns the SQL of a table that is large enough for indexes, with two of them.
fn many_parts(rows: &str) -> String {
    format!(
        "CREATE TABLE parts (id BIGINT PRIMARY KEY, name VARCHAR(20) NOT NULL, shelf BIGINT NOT NULL);
         CREATE INDEX by_name ON parts (name);
         CREATE INDEX by_shelf ON parts (shelf);
         INSERT INTO parts {rows}"
    )
}

/// Returns the statements for ten numbers and for ten texts.
macro_rules! statements {
    ($db:expr) => {{
        let loaders = Loaders::<DB>::new($db.pool());
        let names = (1..=10).map(|number| format!("part {number}"));
        let (_, asked) = $db
            .counted(async {
                assert_eq!(Part::by_shelf(&loaders).load_many(1..=10).await.unwrap()[4].len(), 3);
                assert_eq!(Part::by_name(&loaders).load_many(names).await.unwrap()[4].len(), 1);
            })
            .await;
        asked
    }};
}

test!(e08_indexes_are_used_by_sqlite, sqlx::Sqlite, ONE, async |db| {
    let rows = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000)
        SELECT i, 'part ' || i, i / 3 FROM n";
    db.setup(&many_parts(rows)).await;
    for (sql, index) in statements!(db).into_iter().zip(["by_shelf", "by_name"]) {
        let plan = plan!(db, "EXPLAIN QUERY PLAN", sql, "detail", ["[1,2]"]);
        assert!(plan.iter().any(|step| step.contains(&format!("SEARCH t USING INDEX {index}"))), "{plan:?}");
        // The second statement joins its keys, which is bearable only through an index on them.
        assert_eq!(plan.iter().any(|step| step.starts_with("SEARCH k USING AUTOMATIC")), index == "by_name");
    }
});

#[derive(Clone, Debug, FromRow, BatchLoad)]
struct Page {
    id: String,
    #[batch_load(index)]
    book: String,
}

test!(e08_keys_of_text_are_not_compared_with_each_row_on_sqlite, sqlx::Sqlite, ONE, async |db| {
    // The order of the rows is not that of the index.
    db.setup(
        "CREATE TABLE pages (id TEXT PRIMARY KEY NOT NULL, book TEXT NOT NULL);
         CREATE INDEX by_book ON pages (book);
         WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000)
         INSERT INTO pages SELECT 'page ' || i, 'book ' || i FROM n",
    )
    .await;
    let loaders = Loaders::<DB>::new(db.pool());
    let (found, asked) =
        db.counted(Page::by_book(&loaders).load_many(["book 1".to_owned(), "book 2".to_owned()])).await;
    assert_eq!(found.unwrap().iter().map(|pages| pages.len()).collect::<Vec<_>>(), [1, 1]);
    let plan = plan!(db, "EXPLAIN QUERY PLAN", asked[0], "detail", [r#"["book 1"]"#]);
    assert!(plan.iter().any(|step| step.starts_with("SEARCH k USING AUTOMATIC")), "{plan:#?}");
    assert!(!plan.iter().any(|step| step == "SCAN k"), "{plan:#?}");
});

test!(e08_indexes_are_used_by_postgres, sqlx::Postgres, ONE, async |db| {
    db.setup(&many_parts("SELECT i, 'part ' || i, i / 3 FROM generate_series(1, 20000) AS i; ANALYZE parts"))
        .await;
    let asked = statements!(db);
    let numbers: Vec<i64> = (1..=10).collect();
    let names: Vec<String> = numbers.iter().map(|number| format!("part {number}")).collect();
    let by_shelf = plan!(db, "EXPLAIN", asked[0], 0, [numbers]);
    let by_name = plan!(db, "EXPLAIN", asked[1], 0, [names]);
    for (plan, index) in [(by_shelf, "by_shelf"), (by_name, "by_name")] {
        assert!(plan.iter().any(|step| step.contains(index)), "{plan:?}");
    }
});

test!(e08_indexes_are_used_by_mysql, sqlx::MySql, ONE, async |db| {
    db.setup(&many_parts(&format!("SELECT seq, CONCAT('part ', seq), seq DIV 3 FROM {}", series(20_000))))
        .await;
    let asked = statements!(db);
    for (sql, index) in asked.into_iter().zip(["by_shelf", "by_name"]) {
        let mut plan = sqlx::query(AssertSqlSafe(format!("EXPLAIN FORMAT=TRADITIONAL {sql}")));
        for (number, _) in (1_i64..).zip(sql.matches('?')) {
            plan = if index == "by_shelf" { plan.bind(number) } else { plan.bind(format!("part {number}")) };
        }
        let plan = plan.fetch_all(&db.pool()).await.unwrap();
        assert_eq!(plan[0].get::<Option<String>, _>("key").as_deref(), Some(index));
    }
});

#[derive(Clone, Debug, BatchLoad)]
#[has_many(Part, foreign_key = shelf, order_by(name))]
struct Shelf {
    id: i64,
}

/// Returns how many of ten statements for 4 000 keys used a plan for any keys, on a connection of their own.
async fn plans_for_any_keys(db: &Database<sqlx::Postgres>) -> i64 {
    let pool = db.pool_of_one().await;
    for _ in 0..10 {
        let loaders = Loaders::new(pool.clone());
        let shelves: Vec<_> = (0..4000).map(|id| Shelf { id }).collect();
        let loads = shelves.iter().map(|shelf| shelf.load_parts(&loaders));
        let found = loaders.drive(try_join_all(loads)).await.unwrap();
        for (shelf, parts) in shelves.iter().zip(found) {
            assert!(parts.len() == 5 && parts.iter().all(|part| part.shelf == shelf.id));
            assert!(parts.is_sorted_by_key(|part| &part.name));
        }
        assert_eq!(loaders.stats().statements, 1);
    }
    let sql = "SELECT CAST(SUM(generic_plans) AS BIGINT) FROM pg_prepared_statements";
    let plans = sqlx::query_scalar(sql).persistent(false).fetch_one(&pool).await.unwrap();
    pool.close().await;
    plans
}

// A plan for any keys compares every row with every key if no index finds the rows.
test!(e08_many_keys_without_an_index_have_a_plan_of_their_own, sqlx::Postgres, ONE, async |db| {
    let rows = "SELECT i, 'part ' || i, i % 4000 FROM generate_series(1, 20000) AS i; ANALYZE parts";
    db.setup(&many_parts(rows)).await;
    assert_eq!(plans_for_any_keys(&db).await, 5);
    db.setup("DROP INDEX by_shelf").await;
    assert_eq!(plans_for_any_keys(&db).await, 0);
});
