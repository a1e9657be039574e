//! Rows that SQLite returns in one text are those that sqlx reads one by one, and so are the mistakes in them. Only
//! nulls in fields that hold none are mistakes here, as they are for sqlx on other databases.

use batchload::{BatchLoad, Error, Loaders, Many};
use chrono::NaiveDate;
use proptest::collection::vec;
use sqlx::sqlite::SqliteArguments;
use sqlx::{Arguments, AssertSqlSafe, FromRow, SqlitePool};

use crate::support::database::{Database, test};
use crate::support::runtimes::ONE;
use held::{Held, fitting, held, some};

mod held;

/// A row with a field of every type that the text carries.
#[derive(Clone, Debug, PartialEq, FromRow, BatchLoad)]
#[batch_load(table = "things")]
struct Thing {
    id: i64,
    #[batch_load(index)]
    owner: i64,
    a: i8,
    b: i16,
    c: i32,
    d: i64,
    e: u8,
    f: u16,
    g: u32,
    h: u64,
    i: bool,
    j: String,
    k: NaiveDate,
    l: Option<i8>,
    m: Option<i64>,
    n: Option<u32>,
    o: Option<bool>,
    p: Option<String>,
    q: Option<NaiveDate>,
}

/// The columns after the key, with declared types of all kinds.
const COLUMNS: &str =
    "a INTEGER, b INT4, c BIGINT, d, e NUMERIC, f BLOB, g INTEGER, h INT8, i BOOLEAN, j TEXT, k DATE,
    l REAL, m DATETIME, n TIME, o BOOLEAN, p VARCHAR(9) COLLATE NOCASE, q";

async fn insert(pool: &SqlitePool, owner: i64, row: &[Held]) {
    let mut arguments = SqliteArguments::default();
    arguments.add(owner).unwrap();
    let mut sql = "INSERT INTO things VALUES (NULL, ?".to_owned();
    for held in row {
        sql += if matches!(held, Held::Broken(_)) { ", CAST(? AS TEXT)" } else { ", ?" };
        match held.clone() {
            Held::Null => arguments.add(None::<i64>),
            Held::Integer(value) => arguments.add(value),
            Held::Real(value) => arguments.add(value),
            Held::Text(value) => arguments.add(value),
            Held::Broken(value) | Held::Blob(value) => arguments.add(value),
        }
        .unwrap();
    }
    sqlx::query_with(AssertSqlSafe(sql + ")"), arguments).execute(pool).await.unwrap();
}

/// Creates a table of rows that all fit.
async fn things(db: &Database<sqlx::Sqlite>, rows: &[Vec<Held>], owners: i64) {
    db.setup(&format!("CREATE TABLE things (id INTEGER PRIMARY KEY, owner INTEGER NOT NULL, {COLUMNS})"))
        .await;
    for (row, at) in rows.iter().zip(0..) {
        insert(&db.pool(), at % owners, row).await;
    }
}

/// Returns the rows of an owner, as sqlx reads them.
async fn one_by_one(pool: &SqlitePool, owner: i64) -> sqlx::Result<Vec<Thing>> {
    sqlx::query_as("SELECT * FROM things WHERE owner = ? ORDER BY id").bind(owner).fetch_all(pool).await
}

test!(rows_of_a_text_are_those_that_sqlx_reads, sqlx::Sqlite, ONE, async |db| {
    things(&db, &some(fitting(), 700), 9).await;
    let loaders = Loaders::<DB>::new(db.pool());
    let (found, asked) = db.counted(Thing::by_owner(&loaders).load_many(0..9)).await;
    assert_eq!(asked.len(), 1, "{asked:?}");
    assert!(asked[0].contains("__packed"), "{}", asked[0]);
    for (found, owner) in found.unwrap().iter().zip(0..) {
        assert_eq!(found[..], one_by_one(&db.pool(), owner).await.unwrap());
    }
});

/// Returns the column that sqlx blames, and the one that batchload blames.
fn blamed(one_by_one: sqlx::Error, packed: Error) -> (String, String) {
    match (one_by_one, packed) {
        (sqlx::Error::ColumnDecode { index, .. }, Error::Decode { column, .. }) => {
            (index.trim_matches('"').to_owned(), column.to_owned())
        }
        errors => panic!("{errors:?}"),
    }
}

/// The columns whose fields hold no nulls, in their order.
const NEVER_NULL: [&str; 11] = ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k"];

test!(a_value_of_another_type_is_read_or_refused_as_sqlx_does, sqlx::Sqlite, ONE, async |db| {
    let cases = some((vec(fitting(), 0..3), fitting(), 0..17_usize, held()), 1500);
    things(&db, &[], 1).await;
    let mut refused = 0;
    for ((mut rows, mut odd, column, held), owner) in cases.into_iter().zip(0..) {
        let null = NEVER_NULL.get(column).filter(|_| held.is_null());
        odd[column] = held;
        rows.push(odd);
        for row in &rows {
            insert(&db.pool(), owner, row).await;
        }
        let loaders = Loaders::<DB>::new(db.pool());
        let (packed, asked) = db.counted(Thing::by_owner(&loaders).load(owner)).await;
        match (one_by_one(&db.pool(), owner).await, packed) {
            (_, Err(error)) if null.is_some() => {
                assert!(matches!(error, Error::Decode { column, .. } if Some(&column) == null), "{error:?}");
                refused += 1;
            }
            (Ok(expected), Ok(found)) if null.is_none() => {
                assert_eq!(found[..], expected);
                assert_eq!(asked.len(), 1, "{:?}: {asked:?}", rows.last());
            }
            (Err(expected), Err(error)) => {
                let (expected, column) = blamed(expected, error);
                assert_eq!(column, expected, "{:?}", rows.last());
                refused += 1;
            }
            differing => panic!("{differing:?} of {:?}", rows.last()),
        }
    }
    assert!((300..1200).contains(&refused), "{refused}");
});

#[derive(Clone, Debug, PartialEq, FromRow, BatchLoad)]
#[batch_load(table = "pages")]
struct Page {
    id: i64,
    #[batch_load(index)]
    book: i64,
    body: Option<String>,
}

async fn pages(db: &Database<sqlx::Sqlite>, count: usize) {
    db.setup(&format!(
        "CREATE TABLE pages (id INTEGER PRIMARY KEY, book INTEGER NOT NULL, body TEXT);
         WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {count})
         INSERT INTO pages SELECT i, i % 3, 'page ' || i FROM n"
    ))
    .await;
}

fn ids(pages: &Many<Page>) -> Vec<i64> {
    pages.iter().map(|page| page.id).collect()
}

test!(rows_beyond_a_text_follow_it, sqlx::Sqlite, ONE, async |db| {
    // A text holds 10 001 rows.
    pages(&db, 10_003).await;
    for last in [10_003, 10_002, 10_001, 10_000, 9_999] {
        db.setup(&format!("DELETE FROM pages WHERE id > {last}")).await;
        let loaders = Loaders::<DB>::new(db.pool());
        let (found, asked) = db.counted(Page::by_book(&loaders).load_many(0..3)).await;
        assert_eq!(asked.len(), 1, "{asked:?}");
        for (found, book) in found.unwrap().iter().zip(0..) {
            assert_eq!(ids(found), (1..=last).filter(|id| id % 3 == book).collect::<Vec<_>>());
        }
    }
});

test!(a_long_value_has_all_rows_come_one_by_one, sqlx::Sqlite, ONE, async |db| {
    pages(&db, 30).await;
    db.setup("UPDATE pages SET body = printf('%2000s', body) WHERE id = 20").await;
    let loaders = Loaders::<DB>::new(db.pool());
    let (found, asked) = db.counted(Page::by_book(&loaders).load_many(0..3)).await;
    assert_eq!(asked.len(), 1, "{asked:?}");
    let found = found.unwrap();
    assert_eq!(ids(&found[2]), (1..=30).filter(|id| id % 3 == 2).collect::<Vec<_>>());
    let long = found[2].iter().find(|page| page.id == 20).unwrap();
    assert_eq!(long.body.as_deref().map(str::len), Some(2000));
});

test!(text_among_numbers_has_all_rows_come_one_by_one, sqlx::Sqlite, ONE, async |db| {
    db.setup(
        "CREATE TABLE pages (id, book INTEGER NOT NULL, body TEXT);
         INSERT INTO pages VALUES (1, 0, 'a'), (2, 1, 'b'), ('3', 1, 'c'), (4, 2, 5)",
    )
    .await;
    let book = async |book| {
        let loaders = Loaders::<DB>::new(db.pool());
        db.counted(Page::by_book(&loaders).load(book)).await
    };
    let (found, asked) = book(0).await;
    assert_eq!((ids(&found.unwrap()), asked.len()), (vec![1], 1), "{asked:?}");
    let (found, asked) = book(1).await;
    assert!(matches!(found, Err(Error::Decode { column: "id", .. })), "{found:?}");
    assert_eq!(asked.len(), 1, "{asked:?}");
    // The column converts the number to text.
    let (found, asked) = book(2).await;
    assert_eq!((found.unwrap()[0].body.as_deref(), asked.len()), (Some("5"), 1), "{asked:?}");
});

test!(the_limit_of_rows_holds_within_a_text, sqlx::Sqlite, ONE, async |db| {
    pages(&db, 30).await;
    for (limit, is_enough) in [(29, false), (30, true)] {
        let loaders = Loaders::<DB>::builder(db.pool()).max_rows(limit).build();
        let (found, asked) = db.counted(Page::by_book(&loaders).load_many(0..3)).await;
        assert_eq!(asked.len(), 1, "{asked:?}");
        match found {
            Ok(found) => assert!(is_enough && found.len() == 3),
            Err(error) => {
                assert!(!is_enough && matches!(error, Error::TooManyRows { limit: 29, .. }), "{error:?}");
            }
        }
    }
});

test!(text_that_a_view_makes_of_json_stays_text, sqlx::Sqlite, ONE, async |db| {
    db.setup(
        r#"CREATE TABLE documents (id INTEGER PRIMARY KEY, book INTEGER NOT NULL, body TEXT);
           INSERT INTO documents VALUES (1, 0, '{"a": "b"}'), (2, 0, '{"a": 5}'), (3, 0, '{}'), (4, 0, '{"a": [null]}');
           CREATE VIEW pages AS SELECT id, book, body -> '$.a' AS body FROM documents"#,
    )
    .await;
    let loaders = Loaders::<DB>::new(db.pool());
    let (found, asked) = db.counted(Page::by_book(&loaders).load(0)).await;
    assert_eq!(asked.len(), 1, "{asked:?}");
    let found = found.unwrap();
    let bodies: Vec<_> = found.iter().map(|page| page.body.as_deref()).collect();
    assert_eq!(bodies, [Some("\"b\""), Some("5"), None, Some("[null]")]);
    let (found, asked) = db.counted(Page::by_id(&Loaders::<DB>::new(db.pool())).load_many(1..=5)).await;
    assert_eq!(asked.len(), 1, "{asked:?}");
    let found = found.unwrap();
    let bodies: Vec<_> = found.iter().flatten().map(|page| page.body.as_deref()).collect();
    assert_eq!(bodies, [Some("\"b\""), Some("5"), None, Some("[null]")]);
});

test!(a_single_row_is_not_worth_a_text, sqlx::Sqlite, ONE, async |db| {
    pages(&db, 30).await;
    for (keys, is_packed) in [(1, false), (3, false), (4, true)] {
        let loaders = Loaders::<DB>::new(db.pool());
        let (found, asked) = db.counted(Page::by_id(&loaders).load_many(1..=keys)).await;
        assert_eq!(
            found.unwrap().iter().flatten().map(|page| page.id).collect::<Vec<_>>(),
            (1..=keys).collect::<Vec<_>>()
        );
        assert_eq!((asked.len(), asked[0].contains("__packed")), (1, is_packed), "{asked:?}");
    }
});
