//! Keys of types that only one database has, and fields whose type differs from that of their column.

use std::hash::{Hash, Hasher};

use batchload::{BatchLoad, Error, Loaders};
use chrono::{DateTime, NaiveDateTime, NaiveTime, Utc};
use sqlx::FromRow;
use sqlx::postgres::types::PgCiText;

use crate::support::database::{Kind, on_every_database, plan, series, test};
use crate::support::runtimes::ONE;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, sqlx::Type)]
#[sqlx(type_name = "mood", rename_all = "lowercase")]
enum Mood {
    Happy,
    Sad,
    Bored,
}

#[derive(Clone, Debug, FromRow, BatchLoad)]
#[batch_load(table = "moments")]
struct Moment {
    id: i64,
    #[batch_load(index)]
    mood: Mood,
    #[batch_load(index)]
    local: NaiveDateTime,
    #[batch_load(index)]
    instant: DateTime<Utc>,
    #[batch_load(index)]
    hour: NaiveTime,
}

fn moments(kind: Kind) -> String {
    let (mood, local, instant, hour) = match kind {
        Kind::Sqlite => ("TEXT NOT NULL", "TEXT", "TEXT", "TEXT"),
        Kind::Postgres => ("mood NOT NULL", "TIMESTAMP", "TIMESTAMPTZ", "TIME"),
        // The driver does not read an `ENUM` that is never null into a Rust enum.
        Kind::MySql => ("ENUM('happy', 'sad', 'bored')", "DATETIME(6)", "TIMESTAMP(6)", "TIME(6)"),
    };
    let of_type =
        if kind == Kind::Postgres { "CREATE TYPE mood AS ENUM ('happy', 'sad', 'bored');" } else { "" };
    format!(
        "{of_type} CREATE TABLE moments
            (id BIGINT PRIMARY KEY, mood {mood}, local {local} NOT NULL, instant {instant} NOT NULL,
             hour {hour} NOT NULL); CREATE INDEX by_instant ON moments (instant)"
    )
}

fn local(second: u32) -> NaiveDateTime {
    DateTime::from_timestamp(1_700_000_000 + i64::from(second), 250_000_000).unwrap().naive_utc()
}

macro_rules! finds_moments {
    ($promise:ident, $lookup:ident, $keys:expr) => {
        on_every_database!($promise, async |db| {
            db.setup(&moments(db.kind())).await;
            for (id, mood) in (1_i64..).zip([Mood::Happy, Mood::Sad, Mood::Sad]) {
                let second = if mood == Mood::Happy { 1 } else { 2 };
                let mut insert = sqlx::QueryBuilder::<DB>::new("INSERT INTO moments VALUES (");
                let mut values = insert.separated(", ");
                values
                    .push_bind(id)
                    .push_bind(mood)
                    .push_bind(local(second))
                    .push_bind(local(second).and_utc())
                    .push_bind(local(second).time());
                insert.push(")").build().execute(&db.pool()).await.unwrap();
            }
            let loaders = Loaders::<DB>::new(db.pool());
            loaders.check::<Moment>().await.unwrap();
            let found = Moment::$lookup(&loaders).load_many($keys).await.unwrap();
            let ids: Vec<Vec<_>> =
                found.iter().map(|moments| moments.iter().map(|moment| moment.id).collect()).collect();
            assert_eq!(ids, [vec![2, 3], vec![], vec![1], vec![2, 3]]);
            // The loaders do not count the driver's own queries about new types.
            assert_eq!(loaders.stats().statements, 1);
        });
    };
}

finds_moments!(q08_a_type_of_the_database, by_mood, [Mood::Sad, Mood::Bored, Mood::Happy, Mood::Sad]);
finds_moments!(q08_a_date_and_time, by_local, [2, 9, 1, 2].map(local));
finds_moments!(q08_a_time_of_day, by_hour, [2, 9, 1, 2].map(|second| local(second).time()));
finds_moments!(q08_an_instant, by_instant, [2, 9, 1, 2].map(|second| local(second).and_utc()));

test!(e08_instants_use_the_index_on_mysql, sqlx::MySql, ONE, async |db| {
    db.setup(&moments(db.kind())).await;
    db.setup(&format!(
        "INSERT INTO moments SELECT seq, 'sad', '2024-01-01', '2024-01-01' + INTERVAL seq SECOND, '10:00'
         FROM {}",
        series(5000)
    ))
    .await;
    let loaders = Loaders::<DB>::new(db.pool());
    let instants = [1, 2, 3].map(|second| local(second).and_utc());
    let (_, asked) = db.counted(Moment::by_instant(&loaders).load_many(instants)).await;
    assert_eq!(asked.len(), 1, "{asked:?}");
    let values = vec![instants[0]; asked[0].matches('?').count()];
    let plan = plan!(db, "EXPLAIN FORMAT=TRADITIONAL", asked[0], "key", values);
    assert_eq!(plan[0], "by_instant");
});

/// Text whose type ignores case. sqlx's own type defines how it is sent, but not when two texts are equal.
#[derive(Clone, Debug, sqlx::Type)]
#[sqlx(transparent)]
struct Address(PgCiText);

impl PartialEq for Address {
    fn eq(&self, other: &Self) -> bool {
        *self.0 == *other.0
    }
}

impl Eq for Address {}

impl Hash for Address {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.hash(state);
    }
}

#[derive(Clone, Debug, BatchLoad)]
#[batch_load(table = "people")]
struct Person {
    id: i64,
    #[batch_load(unique)]
    email: Address,
}

test!(q08_text_that_overlooks_case_by_its_type, sqlx::Postgres, ONE, async |db| {
    db.setup(
        "CREATE EXTENSION citext; CREATE TABLE people (id BIGINT PRIMARY KEY, email citext NOT NULL UNIQUE);
         INSERT INTO people VALUES (1, 'Ada@Example.org'), (2, 'grace@example.org')",
    )
    .await;
    let loaders = Loaders::<DB>::new(db.pool());
    loaders.check::<Person>().await.unwrap();
    let keys = ["GRACE@example.org", "ada@example.org", "nobody", "Ada@Example.org"];
    let keys = keys.map(|email| Address(email.to_owned().into()));
    let found = Person::by_email(&loaders).load_many(keys).await.unwrap();
    let ids: Vec<_> = found.iter().map(|person| person.as_ref().map(|person| person.id)).collect();
    assert_eq!(ids, [Some(2), Some(1), None, Some(1)]);
    assert_eq!(loaders.stats().statements, 1);
});

/// A number with a fraction. The user decides when two are equal. The derive refuses `f64` itself.
#[derive(Clone, Copy, Debug, sqlx::Type)]
#[sqlx(transparent)]
pub(super) struct Weight(pub(super) f64);

impl PartialEq for Weight {
    fn eq(&self, other: &Self) -> bool {
        self.0.to_bits() == other.0.to_bits()
    }
}

impl Eq for Weight {}

impl Hash for Weight {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.to_bits().hash(state);
    }
}

#[derive(Clone, Debug, FromRow, BatchLoad)]
#[batch_load(table = "parcels")]
struct Parcel {
    id: i64,
    #[batch_load(index)]
    weight: Weight,
}

test!(e04_not_a_number_and_minus_zero_find_what_they_equal, sqlx::Postgres, ONE, async |db| {
    db.setup(
        "CREATE TABLE parcels (id BIGINT PRIMARY KEY, weight FLOAT8 NOT NULL);
         INSERT INTO parcels VALUES (1, 'NaN'), (2, 0.0), (3, '-0'), (4, 1.5)",
    )
    .await;
    let loaders = Loaders::<DB>::new(db.pool());
    loaders.check::<Parcel>().await.unwrap();
    let keys = [f64::NAN, -0.0, 0.0, 1.5, 2.5].map(Weight);
    let (found, asked) = db.counted(Parcel::by_weight(&loaders).load_many(keys)).await;
    let ids: Vec<Vec<_>> =
        found.unwrap().iter().map(|parcels| parcels.iter().map(|parcel| parcel.id).collect()).collect();
    assert_eq!(ids, [vec![1], vec![2, 3], vec![2, 3], vec![4], vec![]]);
    assert_eq!(asked.len(), 1, "{asked:?}");
});

#[derive(Clone, Debug, FromRow, BatchLoad)]
#[batch_load(table = "counts")]
struct Count {
    id: i64,
    #[batch_load(index)]
    number: i32,
}

on_every_database!(x13_a_number_that_is_too_wide_is_an_error_and_never_cut, async |db| {
    db.setup(
        "CREATE TABLE counts (id BIGINT PRIMARY KEY, number BIGINT NOT NULL);
         INSERT INTO counts VALUES (1, 4294967297)",
    )
    .await;
    let loaders = Loaders::<DB>::new(db.pool());
    // Cut to 32 bits, the number would be 1.
    let (found, asked) = db.counted(Count::by_number(&loaders).load(1)).await;
    assert!(found.is_ok_and(|counts| counts.is_empty()));
    assert_eq!(asked.len(), 1, "{asked:?}");
    let error = Count::by_id(&loaders).load(1).await.unwrap_err();
    assert!(matches!(error, Error::Decode { field: "number", column: "number", .. }), "{error:?}");
});

#[derive(Clone, Debug, FromRow, BatchLoad)]
#[batch_load(table = "gaps")]
struct Gap {
    id: i64,
    #[batch_load(index)]
    shelf: i64,
    number: i64,
    text: String,
    ratio: f64,
}

#[derive(Clone, Debug, FromRow, BatchLoad)]
#[batch_load(table = "gaps")]
struct ShortGap {
    id: i64,
    #[batch_load(index)]
    shelf: i64,
    number: i64,
    text: String,
}

// On SQLite, sqlx would read 0 and an empty text.
on_every_database!(x20_a_null_in_a_field_that_holds_none_is_an_error, async |db| {
    let ratio = if db.kind() == Kind::MySql { "DOUBLE" } else { "DOUBLE PRECISION" };
    db.setup(&format!(
        "CREATE TABLE gaps (id BIGINT PRIMARY KEY, shelf BIGINT NOT NULL, number BIGINT, text VARCHAR(20),
             ratio {ratio});
         INSERT INTO gaps VALUES (1, 1, NULL, 'a', 0.5), (2, 2, 7, NULL, 0.5), (3, 3, 7, 'a', NULL)"
    ))
    .await;
    let loaders = Loaders::<DB>::new(db.pool());
    let blames = |field: &str, error: Error| {
        assert!(matches!(&error, Error::Decode { field: blamed, .. } if *blamed == field), "{error:?}");
    };
    for (id, field) in [(1, "number"), (2, "text"), (3, "ratio")] {
        blames(field, Gap::by_id(&loaders).load(id).await.unwrap_err());
        blames(field, Gap::by_shelf(&loaders).load(id).await.unwrap_err());
    }
    for (shelf, field) in [(1, "number"), (2, "text")] {
        blames(field, ShortGap::by_shelf(&loaders).load(shelf).await.unwrap_err());
    }
    let whole = ShortGap::by_shelf(&loaders).load(3).await.unwrap();
    assert_eq!((whole[0].id, whole[0].number, &*whole[0].text), (3, 7, "a"));
});

#[derive(Clone, Debug, FromRow, BatchLoad)]
#[batch_load(table = "labels")]
struct Label {
    id: i64,
    #[batch_load(index)]
    text: i64,
}

#[derive(Clone, Debug, FromRow, BatchLoad)]
#[batch_load(table = "labels")]
struct NumberedLabel {
    #[batch_load(primary_key)]
    id: String,
}

// To MariaDB, the number 0 equals every text that does not begin with another number.
test!(q07_a_number_that_finds_text_is_an_error_and_never_a_row, sqlx::MySql, ONE, async |db| {
    db.setup(
        "CREATE TABLE labels (id BIGINT PRIMARY KEY, text VARCHAR(20) NOT NULL);
         INSERT INTO labels VALUES (0, 'bolt'), (1, 'nut'), (2, 'gear')",
    )
    .await;
    let loaders = Loaders::<DB>::new(db.pool());
    let (error, asked) = db.counted(Label::by_text(&loaders).load(0)).await;
    let error = error.unwrap_err();
    assert!(matches!(error, Error::Decode { model: "Label", field: "text", .. }), "{error:?}");
    assert_eq!(asked.len(), 1, "{asked:?}");

    let (error, asked) = db.counted(NumberedLabel::by_id(&loaders).load("bolt".to_owned())).await;
    let error = error.unwrap_err();
    assert!(matches!(error, Error::Decode { model: "NumberedLabel", field: "id", .. }), "{error:?}");
    assert_eq!(asked.len(), 1, "{asked:?}");
});

#[derive(Clone, Debug, FromRow, BatchLoad)]
#[batch_load(table = "seats")]
struct Seat {
    #[batch_load(primary_key)]
    hall: Vec<u8>,
    #[batch_load(primary_key)]
    number: i64,
    guest: String,
}

// In a list, three keys are padded to four. The padding must find nothing either.
on_every_database!(q16_a_row_with_a_null_part_answers_nobody, async |db| {
    let bytes = match db.kind() {
        Kind::Sqlite => "BLOB",
        Kind::Postgres => "BYTEA",
        Kind::MySql => "VARBINARY(9)",
    };
    db.setup(&format!(
        "CREATE TABLE seats (hall {bytes}, number BIGINT, guest VARCHAR(20) NOT NULL);
         INSERT INTO seats VALUES (NULL, 1, 'Ada'), (NULL, NULL, 'Grace')"
    ))
    .await;
    let mut insert = sqlx::QueryBuilder::<DB>::new("INSERT INTO seats VALUES (");
    insert.push_bind(vec![7_u8]).push(", 2, 'Emmy'), (");
    insert.push_bind(vec![7_u8]).push(", NULL, 'Sofja')");
    insert.build().execute(&db.pool()).await.unwrap();
    let loaders = Loaders::<DB>::new(db.pool());
    let keys = [(vec![7], 1), (vec![7], 2), (vec![], 1)];
    let (found, asked) = db.counted(Seat::by_id(&loaders).load_many(keys)).await;
    let guests: Vec<_> =
        found.unwrap().iter().map(|seat| seat.as_ref().map(|seat| seat.guest.clone())).collect();
    assert_eq!(guests, [None, Some("Emmy".to_owned()), None]);
    assert_eq!(asked.len(), 1, "{asked:?}");
});

/// A number between 0 and 100. Its errors are texts, which sqlx accepts.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Percent(i32);

impl TryFrom<i32> for Percent {
    type Error = String;

    fn try_from(number: i32) -> Result<Self, String> {
        if (0..=100).contains(&number) { Ok(Self(number)) } else { Err(format!("{number} is no percentage")) }
    }
}

/// A list of at least one tag.
#[derive(Clone, Debug, PartialEq)]
struct Tags(Vec<String>);

impl TryFrom<Vec<String>> for Tags {
    type Error = &'static str;

    fn try_from(tags: Vec<String>) -> Result<Self, &'static str> {
        if tags.is_empty() { Err("there are no tags") } else { Ok(Self(tags)) }
    }
}

#[derive(Clone, Debug, PartialEq, FromRow, BatchLoad)]
#[batch_load(table = "offers")]
struct Offer {
    id: i64,
    #[sqlx(try_from = "i32")]
    discount: Percent,
    #[sqlx(json, try_from = "Vec<String>")]
    tags: Tags,
}

on_every_database!(fields_are_converted_from_columns_and_from_json, async |db| {
    let json = if db.kind() == Kind::Sqlite { "TEXT" } else { "JSON" };
    db.setup(&format!(
        "CREATE TABLE offers (id BIGINT PRIMARY KEY, discount INTEGER NOT NULL, tags {json} NOT NULL);
         INSERT INTO offers VALUES (1, 20, '[\"new\", \"red\"]'), (2, 120, '[\"new\"]'), (3, 0, '[]')"
    ))
    .await;
    let loaders = Loaders::<DB>::new(db.pool());
    loaders.check::<Offer>().await.unwrap();
    let offer = Offer::by_id(&loaders).load(1).await.unwrap().unwrap();
    let (discount, tags) = (Percent(20), Tags(vec!["new".to_owned(), "red".to_owned()]));
    assert_eq!(*offer, Offer { id: 1, discount, tags });
    let error = Offer::by_id(&loaders).load(2).await.unwrap_err();
    assert!(matches!(error, Error::Decode { field: "discount", .. }), "{error:?}");
    assert!(format!("{error:?}").contains("120 is no percentage"), "{error:?}");
    let error = Offer::by_id(&loaders).load(3).await.unwrap_err();
    assert!(matches!(error, Error::Decode { field: "tags", .. }), "{error:?}");
});
