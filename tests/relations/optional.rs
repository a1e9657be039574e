//! A `belongs_to` whose key is never null, but whose parent may be missing.

use batchload::{BatchLoad, Loaders, One};
use futures_util::future::{join_all, try_join_all};
use sqlx::FromRow;

use crate::support::database::on_every_database;

#[derive(Clone, Debug, PartialEq, FromRow, BatchLoad)]
#[batch_load(filter = "deleted = 0")]
struct Parcel {
    id: i64,
    city: String,
}

#[derive(Clone, Debug, PartialEq, FromRow, BatchLoad)]
struct Depot {
    #[batch_load(primary_key)]
    city: String,
    #[batch_load(primary_key)]
    number: i64,
}

/// An item, of whose own key one part is the key of its parcel.
#[derive(Clone, Debug, PartialEq, FromRow, BatchLoad)]
#[belongs_to(Depot, foreign_key(city, number), name = depot, optional)]
struct Item {
    #[batch_load(primary_key)]
    #[belongs_to(Parcel, optional)]
    parcel_id: i64,
    #[batch_load(primary_key)]
    number: i64,
    city: String,
}

#[derive(Clone, Debug, PartialEq, BatchLoad)]
enum Subject {
    Parcel(One<Parcel>),
}

#[derive(Clone, Debug, PartialEq, FromRow, BatchLoad)]
struct Note {
    id: i64,
    kind: String,
    #[belongs_to(Subject, kind = kind, optional)]
    subject_id: i64,
}

const TABLES: &str = "
    CREATE TABLE parcels (id BIGINT PRIMARY KEY, city VARCHAR(9) NOT NULL, deleted BIGINT NOT NULL);
    CREATE TABLE depots (city VARCHAR(9) NOT NULL, number BIGINT NOT NULL, PRIMARY KEY (city, number));
    CREATE TABLE items (parcel_id BIGINT NOT NULL, number BIGINT NOT NULL, city VARCHAR(9) NOT NULL);
    CREATE TABLE notes (id BIGINT PRIMARY KEY, kind VARCHAR(9) NOT NULL, subject_id BIGINT NOT NULL);
    INSERT INTO parcels VALUES (1, 'Bern', 0), (2, 'Oslo', 1);
    INSERT INTO depots VALUES ('Bern', 1);
    INSERT INTO items VALUES (1, 1, 'Bern'), (2, 1, 'Oslo'), (3, 2, 'Bern');
    INSERT INTO notes VALUES (10, 'parcel', 1), (11, 'parcel', 2), (12, 'parcel', 3), (13, 'letter', 1)";

on_every_database!(a_parent_that_may_be_missing_is_none_in_one_statement, async |db| {
    db.setup(TABLES).await;
    let items: Vec<Item> =
        sqlx::query_as("SELECT * FROM items ORDER BY parcel_id").fetch_all(&db.pool()).await.unwrap();
    let bern = || Some("Bern".to_owned());

    let loaders = Loaders::<DB>::new(db.pool());
    let (parcels, asked) =
        db.counted(try_join_all(items.iter().map(|item| item.load_parcel(&loaders)))).await;
    let cities = parcels.unwrap().into_iter().map(|parcel| parcel.map(|parcel| parcel.city.clone()));
    assert_eq!(cities.collect::<Vec<_>>(), [bern(), None, None]);
    assert_eq!(asked.len(), 1, "{asked:?}");

    let (depots, asked) = db.counted(try_join_all(items.iter().map(|item| item.load_depot(&loaders)))).await;
    let numbers = depots.unwrap().into_iter().map(|depot| depot.map(|depot| depot.number));
    assert_eq!(numbers.collect::<Vec<_>>(), [Some(1), None, None]);
    assert_eq!(asked.len(), 1, "{asked:?}");

    let loaders = Loaders::<DB>::new(db.pool());
    let (loaded, asked) = db.counted(loaders.preload(&items, Item::preload_parcel())).await;
    let cities =
        loaded.unwrap().into_iter().map(|item| item.related().as_ref().map(|parcel| parcel.city.clone()));
    assert_eq!(cities.collect::<Vec<_>>(), [bern(), None, None]);
    assert_eq!(asked.len(), 1, "{asked:?}");
});

on_every_database!(so_is_one_of_several_models, async |db| {
    db.setup(TABLES).await;
    let notes: Vec<Note> =
        sqlx::query_as("SELECT * FROM notes ORDER BY id").fetch_all(&db.pool()).await.unwrap();
    let loaders = Loaders::<DB>::new(db.pool());
    let (subjects, asked) = db.counted(join_all(notes.iter().map(|note| note.load_subject(&loaders)))).await;
    let cities: Vec<_> = subjects
        .into_iter()
        .map(|subject| subject.map(|subject| subject.map(|Subject::Parcel(parcel)| parcel.city.clone())))
        .collect();
    assert!(matches!(&cities[..3], [Ok(Some(city)), Ok(None), Ok(None)] if city == "Bern"), "{cities:?}");
    // A kind that no model stands for is still a mistake.
    assert!(matches!(cities[3], Err(batchload::Error::UnknownKind { .. })), "{cities:?}");
    assert_eq!(asked.len(), 1, "{asked:?}");

    let loaders = Loaders::<DB>::new(db.pool());
    let (loaded, asked) = db.counted(loaders.preload(&notes[..3], Note::preload_subject())).await;
    let found: Vec<_> = loaded.unwrap().iter().map(|note| note.related().is_some()).collect();
    assert_eq!(found, [true, false, false]);
    assert_eq!(asked.len(), 1, "{asked:?}");
});
