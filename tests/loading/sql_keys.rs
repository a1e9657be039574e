//! Every type of key finds its rows with one statement. How text compares is tested in `sql_collations`.

use batchload::{BatchLoad, Loaders, Many};
use chrono::NaiveDate;
use sqlx::FromRow;
use uuid::Uuid;

use crate::support::database::{Kind, on_every_database};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, sqlx::Type)]
#[sqlx(transparent)]
struct Owner(i64);

#[derive(Clone, Debug, PartialEq, Eq, Hash, sqlx::Type)]
#[sqlx(transparent)]
struct Tag(String);

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, sqlx::Type)]
#[sqlx(transparent)]
struct Badge(Uuid);

#[derive(Clone, Debug, FromRow, BatchLoad)]
#[batch_load(table = "things")]
struct Thing {
    id: i64,
    #[batch_load(index)]
    small: i16,
    #[batch_load(index)]
    number: i32,
    #[batch_load(index)]
    word: String,
    #[batch_load(index)]
    token: Uuid,
    #[batch_load(index)]
    day: NaiveDate,
    #[batch_load(index)]
    flag: bool,
    #[batch_load(index)]
    hash: Vec<u8>,
    #[batch_load(index)]
    owner: Owner,
    #[batch_load(index)]
    tag: Tag,
    #[batch_load(index)]
    badge: Badge,
    #[batch_load(index)]
    maybe: Option<i64>,
}

/// Returns the SQL of four things, of which the last two are alike.
fn things(kind: Kind) -> String {
    let (uuid, bytes) = match kind {
        Kind::Sqlite => ("BLOB", "BLOB"),
        Kind::Postgres => ("UUID", "BYTEA"),
        Kind::MySql => ("BINARY(16)", "VARBINARY(20)"),
    };
    let row = |id: i64, like: i64| {
        let token = match kind {
            Kind::Postgres => format!("'{}'", uuid_of(like)),
            Kind::Sqlite | Kind::MySql => format!("X'{}'", uuid_of(like).simple()),
        };
        let hash = match kind {
            Kind::Postgres => format!("'\\x00{like:02x}ff'"),
            Kind::Sqlite | Kind::MySql => format!("X'00{like:02x}ff'"),
        };
        let maybe = if id == 1 { "NULL".to_owned() } else { like.to_string() };
        let flag = if like == 3 { "TRUE" } else { "FALSE" };
        format!(
            "({id}, {like}, {like}, 'word {like}', {token}, '2024-01-0{like}', {flag}, {hash}, {like}, 'tag{like}', {token}, {maybe})"
        )
    };
    format!(
        "CREATE TABLE things (id BIGINT PRIMARY KEY, small SMALLINT NOT NULL, number INTEGER NOT NULL,
            word VARCHAR(40) NOT NULL, token {uuid} NOT NULL, day DATE NOT NULL, flag BOOLEAN NOT NULL,
            hash {bytes} NOT NULL, owner BIGINT NOT NULL, tag VARCHAR(40) NOT NULL, badge {uuid} NOT NULL,
            maybe BIGINT);
        INSERT INTO things VALUES {}, {}, {}, {}",
        row(1, 1),
        row(2, 2),
        row(3, 3),
        row(4, 3)
    )
}

fn uuid_of(number: i64) -> Uuid {
    Uuid::from_u128(u128::try_from(number).unwrap() << 64 | 0xffee)
}

fn day(number: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2024, 1, number).unwrap()
}

fn ids(found: &[Many<Thing>]) -> Vec<Vec<i64>> {
    found.iter().map(|things| things.iter().map(|thing| thing.id).collect()).collect()
}

macro_rules! finds {
    ($promise:ident, $lookup:ident, $keys:expr) => {
        on_every_database!($promise, async |db| {
            db.setup(&things(db.kind())).await;
            let loaders = Loaders::<DB>::new(db.pool());
            let (found, asked) = db.counted(Thing::$lookup(&loaders).load_many($keys)).await;
            assert_eq!(ids(&found.unwrap()), [vec![3, 4], vec![], vec![1], vec![3, 4]]);
            assert_eq!(asked.len(), 1, "{asked:?}");
        });
    };
}

finds!(q08_a_small_integer, by_small, [3, -7, 1, 3]);
finds!(q08_an_integer, by_number, [3, i32::MIN, 1, 3]);
finds!(q08_a_text, by_word, ["word 3", "it's \"no\\thing\"\n", "word 1", "word 3"].map(str::to_owned));
finds!(q08_a_uuid, by_token, [3, 9, 1, 3].map(uuid_of));
finds!(q08_a_date, by_day, [3, 9, 1, 3].map(day));
finds!(q08_bytes, by_hash, [3, 9, 1, 3].map(|number| vec![0, number, 255]));
finds!(q08_a_new_type_of_integer, by_owner, [3, 9, 1, 3].map(Owner));
finds!(q08_a_new_type_of_text, by_tag, [3, 9, 1, 3].map(|number| Tag(format!("tag{number}"))));
finds!(q08_a_new_type_of_uuid, by_badge, [3, 9, 1, 3].map(|number| Badge(uuid_of(number))));

on_every_database!(q08_a_boolean, async |db| {
    db.setup(&things(db.kind())).await;
    let loaders = Loaders::<DB>::new(db.pool());
    let (found, asked) = db.counted(Thing::by_flag(&loaders).load_many([true, false])).await;
    assert_eq!(ids(&found.unwrap()), [[3, 4], [1, 2]]);
    assert_eq!(asked.len(), 1, "{asked:?}");
});

on_every_database!(q05_a_row_whose_key_is_null_answers_nobody, async |db| {
    db.setup(&things(db.kind())).await;
    let loaders = Loaders::<DB>::new(db.pool());
    let (found, asked) = db.counted(Thing::by_maybe(&loaders).load_many([3, 1, 2])).await;
    assert_eq!(ids(&found.unwrap()), [vec![3, 4], vec![], vec![2]]);
    assert_eq!(asked.len(), 1, "{asked:?}");
});

on_every_database!(q04_no_key_is_no_statement, async |db| {
    db.setup(&things(db.kind())).await;
    let loaders = Loaders::<DB>::new(db.pool());
    let (found, asked) = db.counted(Thing::by_owner(&loaders).load_many([])).await;
    assert!(found.unwrap().is_empty());
    assert!(asked.is_empty(), "{asked:?}");
});

/// A model whose key has two parts. The database and Rust compare both parts alike.
#[derive(Clone, Debug, FromRow, BatchLoad)]
#[batch_load(table = "seats")]
struct Seat {
    #[batch_load(primary_key)]
    hall: i64,
    #[batch_load(primary_key)]
    number: i32,
    guest: String,
}

/// A model whose key has three parts, one of them text.
#[derive(Clone, Debug, FromRow, BatchLoad)]
#[batch_load(table = "pages")]
struct Page {
    #[batch_load(primary_key)]
    site: Owner,
    #[batch_load(primary_key)]
    language: String,
    #[batch_load(primary_key)]
    number: i16,
    title: String,
}

on_every_database!(q16_a_key_of_two_parts, async |db| {
    db.setup(
        "CREATE TABLE seats (hall BIGINT, number INTEGER, guest VARCHAR(20) NOT NULL, PRIMARY KEY (hall, number));
         INSERT INTO seats VALUES (1, 1, 'Ada'), (1, 2, 'Grace'), (2, 1, 'Emmy'), (2, 2, 'Sofja')",
    )
    .await;
    let loaders = Loaders::<DB>::new(db.pool());
    // Without (1, 2), which the parts of (2, 1) would find if they were mixed up.
    let keys = [(2, 1), (3, 1), (1, 1)];
    let (found, asked) = db.counted(Seat::by_id(&loaders).load_many(keys)).await;
    let guests: Vec<_> =
        found.unwrap().iter().map(|seat| seat.as_ref().map(|seat| seat.guest.clone())).collect();
    assert_eq!(guests, [Some("Emmy".to_owned()), None, Some("Ada".to_owned())]);
    assert_eq!(asked.len(), 1, "{asked:?}");
});

on_every_database!(q16_a_key_of_three_parts, async |db| {
    db.setup(
        "CREATE TABLE pages (site BIGINT, language VARCHAR(5), number SMALLINT, title VARCHAR(20) NOT NULL,
            PRIMARY KEY (site, language, number));
         INSERT INTO pages VALUES (1, 'en', 1, 'One'), (1, 'de', 1, 'Eins'), (1, 'de', 2, 'Zwei'), (2, 'de', 1, 'Erste')",
    )
    .await;
    let loaders = Loaders::<DB>::new(db.pool());
    let keys = [(1, "de", 2), (2, "de", 2), (2, "de", 1), (1, "en", 1)];
    let keys = keys.map(|(site, language, number)| (Owner(site), language.to_owned(), number));
    let (found, asked) = db.counted(Page::by_id(&loaders).load_many(keys)).await;
    let titles: Vec<_> =
        found.unwrap().iter().map(|page| page.as_ref().map(|page| page.title.clone())).collect();
    assert_eq!(
        titles,
        [Some("Zwei"), None, Some("Erste"), Some("One")].map(|title| title.map(str::to_owned))
    );
    assert_eq!(asked.len(), 1, "{asked:?}");
});
