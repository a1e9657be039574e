//! Cursors carry values of all kinds from the database and back to it unchanged.

use batchload::__private1::FieldName;
use batchload::{BatchLoad, Error, Loaders, Page};
use chrono::{NaiveDate, NaiveDateTime};
use sqlx::FromRow;
use sqlx::postgres::types::PgCiText;
use sqlx::types::BigDecimal;

use super::facts::{column, lookup, page, relation};
use super::notes::Owner;
use crate::support::database::{Kind, on_every_database, test};
use crate::support::runtimes::ONE;

#[derive(Clone, Debug, FromRow, BatchLoad)]
pub struct Event {
    #[batch_load(primary_key)]
    key: uuid::Uuid,
    day: NaiveDate,
    minute: NaiveDateTime,
    name: String,
    weight: f64,
    open: bool,
    seal: Option<Vec<u8>>,
}

column!(11: Event, day, NaiveDate);
column!(12: Event, minute, NaiveDateTime);
column!(13: Event, name, String);
column!(14: Event, weight, f64);
column!(15: Event, open, bool);
column!(16: Event, seal, Option<Vec<u8>>);
lookup!(Everyone: Event, bool, (bool,), &["open"]);

const fn by(column: &'static str) -> batchload::Order {
    batchload::Order::by(column)
}

relation!(ByDay: Owner, Everyone, |_owner| Some(true), &[by("day")], (FieldName<11>,));
relation!(ByMinute: Owner, Everyone, |_owner| Some(true), &[by("minute")], (FieldName<12>,));
relation!(ByName: Owner, Everyone, |_owner| Some(true), &[by("name")], (FieldName<13>,));
relation!(ByWeight: Owner, Everyone, |_owner| Some(true), &[by("weight")], (FieldName<14>,));
relation!(ByOpen: Owner, Everyone, |_owner| Some(true), &[by("open")], (FieldName<15>,));
relation!(BySeal: Owner, Everyone, |_owner| Some(true), &[by("seal")], (FieldName<16>,));

/// Returns the SQL of the columns and of the nine rows.
fn events(kind: Kind) -> String {
    let (key, minute, weight, seal) = match kind {
        Kind::Sqlite => ("BLOB", "DATETIME", "REAL", "BLOB"),
        Kind::Postgres => ("UUID", "TIMESTAMP", "DOUBLE PRECISION", "BYTEA"),
        Kind::MySql => ("BINARY(16)", "DATETIME(6)", "DOUBLE", "VARBINARY(9)"),
    };
    let bytes =
        |hex: String| if kind == Kind::Postgres { format!("'\\x{hex}'") } else { format!("X'{hex}'") };
    let row = |n: u32| {
        let key =
            if kind == Kind::Postgres { format!("'{:032x}'", 99 - n) } else { format!("X'{:032x}'", 99 - n) };
        let seal = if n.is_multiple_of(4) { "NULL".to_owned() } else { bytes(format!("0{}ff", n % 3)) };
        // SQLite itself writes a blank between day and time, and sqlx writes a `T` there.
        let between = if n.is_multiple_of(2) { ' ' } else { 'T' };
        let name = ["b", "Ab", "ab", "a\\u{e9}"][n as usize % 4].replace("\\u{e9}", "é");
        format!(
            "({key}, '2024-01-0{}', '2024-01-01{between}0{}:30:00', '{name}', {}, TRUE, {seal})",
            1 + n % 3,
            n % 5,
            f64::from(n % 4) / 10.0,
        )
    };
    let rows: Vec<_> = (1..=9).map(row).collect();
    let word = if kind == Kind::MySql { '`' } else { '"' };
    format!(
        "CREATE TABLE events ({word}key{word} {key} PRIMARY KEY, day DATE NOT NULL, minute {minute} NOT NULL,
             name VARCHAR(20) NOT NULL, weight {weight} NOT NULL, open BOOLEAN NOT NULL, seal {seal});
         INSERT INTO events VALUES {}",
        rows.join(", ")
    )
}

/// Walks through all events two at a time, and asserts that they are those of one large page.
macro_rules! walk {
    ($db:expr, $($relation:ty),+) => {{
        let loaders = Loaders::<DB>::new($db.pool());
        let owner = Owner { id: 1 };
        $(
            let keys = |rows: &[Event]| rows.iter().map(|event| event.key).collect::<Vec<_>>();
            let all = page::<$relation, DB>(&loaders, (), &owner, &Page::first(100)).await.unwrap();
            assert_eq!(all.rows().len(), 9);
            let mut walked = Vec::new();
            let mut asked = Page::first(2);
            loop {
                let page = page::<$relation, DB>(&loaders, (), &owner, &asked).await.unwrap();
                walked.extend(keys(page.rows()));
                if !page.has_next_page() {
                    break;
                }
                asked = Page::first(2).after(page.end_cursor().unwrap());
            }
            assert_eq!(walked, keys(all.rows()), stringify!($relation));
        )+
    }};
}

on_every_database!(values_of_all_kinds_lead_to_the_next_page, async |db| {
    db.setup(&events(db.kind())).await;
    walk!(db, ByDay, ByMinute, ByName, ByWeight, ByOpen, BySeal);
});

#[derive(Clone, Debug, FromRow, BatchLoad)]
pub struct Price {
    id: i64,
    shop: i64,
    amount: BigDecimal,
    label: String,
}

column!(17: Price, amount, BigDecimal);
column!(18: Price, label, String);
lookup!(ByShop: Price, i64, (i64,), &["shop"]);
relation!(Cheapest: Owner, ByShop, |owner| Some(owner.id), &[by("amount")], (FieldName<17>,));
relation!(Labelled: Owner, ByShop, |owner| Some(owner.id), &[by("label")], (FieldName<18>,));

test!(numerics_and_padded_texts_lead_to_the_next_page, sqlx::Postgres, ONE, async |db| {
    db.setup(
        "CREATE TABLE prices (id BIGINT PRIMARY KEY, shop BIGINT NOT NULL, amount NUMERIC NOT NULL, label CHAR(4) NOT NULL);
         INSERT INTO prices VALUES (1, 1, 1.10, 'a'), (2, 1, 1.1, 'a'), (3, 1, 1.1000000000000000001, 'b'),
             (4, 1, 0.3, 'a'), (5, 1, 12345678901234567890, 'ab')",
    )
    .await;
    let loaders = Loaders::<DB>::new(db.pool());
    let owner = Owner { id: 1 };
    let ids = |rows: &[Price]| rows.iter().map(|price| price.id).collect::<Vec<_>>();
    let first = page::<Cheapest, DB>(&loaders, (), &owner, &Page::first(2)).await.unwrap();
    let after = Page::first(3).after(first.end_cursor().unwrap());
    let second = page::<Cheapest, DB>(&loaders, (), &owner, &after).await.unwrap();
    assert_eq!((ids(first.rows()), ids(second.rows())), (vec![4, 1], vec![2, 3, 5]));

    let first = page::<Labelled, DB>(&loaders, (), &owner, &Page::first(2)).await.unwrap();
    let after = Page::first(3).after(first.end_cursor().unwrap());
    let second = page::<Labelled, DB>(&loaders, (), &owner, &after).await.unwrap();
    assert_eq!((ids(first.rows()), ids(second.rows())), (vec![1, 2], vec![4, 5, 3]));
});

#[derive(Clone, Debug, FromRow, BatchLoad)]
#[batch_load(table = "tags")]
pub struct CitextTag {
    id: i64,
    shop: i64,
    word: PgCiText,
}

#[derive(Clone, Debug, FromRow, BatchLoad)]
#[batch_load(table = "tags")]
pub struct TextTag {
    id: i64,
    shop: i64,
    word: String,
}

column!(19: CitextTag, word, PgCiText);
column!(20: TextTag, word, String);
lookup!(CitextTags: CitextTag, i64, (i64,), &["shop"]);
lookup!(TextTags: TextTag, i64, (i64,), &["shop"]);
relation!(ByCitext: Owner, CitextTags, |owner| Some(owner.id), &[by("word")], (FieldName<19>,));
relation!(ByText: Owner, TextTags, |owner| Some(owner.id), &[by("word")], (FieldName<20>,));

const TAGS: &str = "
    CREATE EXTENSION citext;
    CREATE TABLE tags (id BIGINT PRIMARY KEY, shop BIGINT NOT NULL, word citext NOT NULL);
    INSERT INTO tags VALUES (1, 1, 'b'), (2, 1, 'A'), (3, 1, 'a'), (4, 1, 'C'), (5, 1, 'B'), (6, 1, 'c')";

test!(pages_by_citext_go_on_without_regard_to_case, sqlx::Postgres, ONE, async |db| {
    db.setup(TAGS).await;
    let loaders = Loaders::<DB>::new(db.pool());
    let owner = Owner { id: 1 };
    let walked = walked!(1, async |asked| page::<ByCitext, DB>(&loaders, (), &owner, &asked).await);
    assert_eq!(walked, [2, 3, 1, 5, 4, 6]);
});

test!(citext_that_is_read_as_text_has_no_pages, sqlx::Postgres, ONE, async |db| {
    db.setup(TAGS).await;
    let loaders = Loaders::<DB>::new(db.pool());
    let error = page::<ByText, DB>(&loaders, (), &Owner { id: 1 }, &Page::first(1)).await.unwrap_err();
    let Error::Decode { model: "TextTag", field: "word", column: "word", source } = error else {
        panic!("{error:?}")
    };
    assert!(source.to_string().contains("make the field a `sqlx::postgres::types::PgCiText`"), "{source}");
});

#[derive(Clone, Debug, FromRow, BatchLoad)]
#[batch_load(table = "notes")]
pub struct Strict {
    id: i64,
    owner: i64,
    mood: i32,
}

column!(21: Strict, mood, i32);
lookup!(Stricts: Strict, i64, (i64,), &["owner"]);
relation!(ByMood: Owner, Stricts, |owner| Some(owner.id), &[by("mood")], (FieldName<21>,));

test!(a_null_in_a_field_that_is_none_sorts_no_pages, sqlx::Sqlite, ONE, async |db| {
    db.setup(
        "CREATE TABLE notes (id BIGINT PRIMARY KEY, owner BIGINT NOT NULL, mood INTEGER);
         INSERT INTO notes VALUES (1, 1, NULL), (2, 1, 5), (3, 2, 5)",
    )
    .await;
    let loaders = Loaders::<DB>::new(db.pool());
    let (found, sent) = db.counted(page::<ByMood, DB>(&loaders, (), &Owner { id: 1 }, &Page::first(1))).await;
    let Err(Error::Decode { model: "Strict", field: "mood", .. }) = found else { panic!("{found:?}") };
    assert_eq!(sent.len(), 1, "{sent:?}");
    let other = page::<ByMood, DB>(&loaders, (), &Owner { id: 2 }, &Page::first(1)).await.unwrap();
    assert_eq!(other.rows()[0].id, 3);
});
