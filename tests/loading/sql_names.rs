//! Any name of a table or column is taken literally, in any schema.

use batchload::{BatchLoad, Loaders};
use sqlx::FromRow;
use sqlx::postgres::PgPoolOptions;

use crate::support::database::{Kind, on_every_database, test};
use crate::support::runtimes::Flavour;

#[derive(Clone, Debug, PartialEq, FromRow, BatchLoad)]
#[batch_load(table = "order")]
#[has_many(Line, foreign_key = order, order_by(weird desc, order, id))]
struct Order {
    #[sqlx(rename = "select")]
    #[batch_load(primary_key)]
    id: i64,
    #[sqlx(rename = "we\"i`rd Näme")]
    #[batch_load(index)]
    weird: String,
}

#[derive(Clone, Debug, PartialEq, FromRow, BatchLoad)]
#[batch_load(table = "k")]
struct Line {
    id: i64,
    #[sqlx(rename = "Group")]
    #[belongs_to(Order, name = parent)]
    order: i64,
    #[sqlx(rename = "o")]
    #[batch_load(index)]
    weird: String,
}

on_every_database!(q09_names_are_quoted, async |db| {
    let setup = r#"
        CREATE TABLE "order" ("select" BIGINT PRIMARY KEY, "we""i`rd Näme" VARCHAR(20) NOT NULL);
        CREATE TABLE k (id BIGINT PRIMARY KEY, "Group" BIGINT NOT NULL, o VARCHAR(20) NOT NULL);
        INSERT INTO "order" VALUES (1, 'a'), (2, 'b');
        INSERT INTO k VALUES (10, 1, 'x'), (11, 1, 'y'), (12, 2, 'z');"#;
    let setup = match db.kind() {
        Kind::MySql => format!("SET sql_mode = 'ANSI_QUOTES'; {setup} SET sql_mode = DEFAULT"),
        Kind::Sqlite | Kind::Postgres => setup.to_owned(),
    };
    db.setup(&setup).await;
    let loaders = Loaders::<DB>::new(db.pool());

    let (found, asked) =
        db.counted(Order::by_weird(&loaders).load_many(["b".to_owned(), "a".to_owned()])).await;
    let orders: Vec<_> = found.unwrap().iter().map(|orders| orders[0].clone()).collect();
    assert_eq!(orders.iter().map(|order| order.id).collect::<Vec<_>>(), [2, 1]);
    assert_eq!(asked.len(), 1, "{asked:?}");

    let (lines, asked) = db.counted(orders[1].load_lines(&loaders)).await;
    assert_eq!(lines.unwrap().iter().map(|line| line.id).collect::<Vec<_>>(), [11, 10]);
    assert_eq!(asked.len(), 1, "{asked:?}");

    // The names that the statement itself uses are free for tables and columns.
    let (lines, asked) =
        db.counted(Line::by_weird(&loaders).load_many(["z".to_owned(), "x".to_owned()])).await;
    assert_eq!(lines.unwrap().iter().map(|lines| lines[0].id).collect::<Vec<_>>(), [12, 10]);
    assert_eq!(asked.len(), 1, "{asked:?}");
});

#[derive(Clone, Debug, FromRow, BatchLoad)]
#[batch_load(table = "archive.notes")]
struct Archived {
    id: i64,
    text: String,
}

#[derive(Clone, Debug, FromRow, BatchLoad)]
#[batch_load(table = "notes")]
struct Note {
    id: i64,
    text: String,
}

test!(q10_a_schema_is_named_by_the_model, sqlx::Postgres, &[Flavour::CurrentThread], async |db| {
    db.setup(
        "CREATE SCHEMA archive;
         CREATE TABLE archive.notes (id BIGINT PRIMARY KEY, text TEXT NOT NULL);
         CREATE TABLE notes (id BIGINT PRIMARY KEY, text TEXT NOT NULL);
         INSERT INTO archive.notes VALUES (1, 'old');
         INSERT INTO notes VALUES (1, 'new')",
    )
    .await;
    let loaders = Loaders::<DB>::new(db.pool());
    let (old, asked) = db.counted(Archived::by_id(&loaders).load(1)).await;
    assert_eq!(old.unwrap().unwrap().text, "old");
    assert_eq!(asked.len(), 1, "{asked:?}");
    let (new, asked) = db.counted(Note::by_id(&loaders).load(1)).await;
    assert_eq!(new.unwrap().unwrap().text, "new");
    assert_eq!(asked.len(), 1, "{asked:?}");
});

#[derive(Clone, Debug, FromRow, BatchLoad)]
#[batch_load(table = "public.notes")]
struct PublicNote {
    id: i64,
    text: String,
}

test!(
    q10_a_search_path_moves_only_what_names_no_schema,
    sqlx::Postgres,
    &[Flavour::CurrentThread],
    async |db| {
        db.setup(
            "CREATE SCHEMA archive;
         CREATE TABLE archive.notes (id BIGINT PRIMARY KEY, text TEXT NOT NULL);
         CREATE TABLE notes (id BIGINT PRIMARY KEY, text TEXT NOT NULL);
         INSERT INTO archive.notes VALUES (1, 'old');
         INSERT INTO notes VALUES (1, 'new')",
        )
        .await;
        let options = db.pool().connect_options().as_ref().clone().options([("search_path", "archive")]);
        let pool = PgPoolOptions::new().max_connections(1).connect_with(options).await.unwrap();
        let loaders = Loaders::<DB>::new(pool.clone());
        assert_eq!(Note::by_id(&loaders).load(1).await.unwrap().unwrap().text, "old");
        assert_eq!(Archived::by_id(&loaders).load(1).await.unwrap().unwrap().text, "old");
        assert_eq!(PublicNote::by_id(&loaders).load(1).await.unwrap().unwrap().text, "new");
        assert_eq!(loaders.stats().statements, 3);
        pool.close().await;
    }
);

test!(q10_an_attached_database_is_named_by_the_model, sqlx::Sqlite, &[Flavour::CurrentThread], async |db| {
    // A database is attached to one connection.
    let pool = db.pool_of_one().await;
    let both = "ATTACH ':memory:' AS archive;
         CREATE TABLE archive.notes (id INTEGER PRIMARY KEY, text TEXT NOT NULL);
         CREATE TABLE notes (id INTEGER PRIMARY KEY, text TEXT NOT NULL);
         INSERT INTO archive.notes VALUES (1, 'old');
         INSERT INTO notes VALUES (1, 'new')";
    sqlx::raw_sql(both).execute(&pool).await.unwrap();
    let loaders = Loaders::<DB>::new(pool.clone());
    assert_eq!(Archived::by_id(&loaders).load(1).await.unwrap().unwrap().text, "old");
    assert_eq!(Note::by_id(&loaders).load(1).await.unwrap().unwrap().text, "new");
    assert_eq!(loaders.stats().statements, 2);
    pool.close().await;
});
