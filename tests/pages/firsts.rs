//! A search for the first of several rows does not read the others.

use batchload::__private1::{Refined, Related};
use batchload::{BatchLoad, First, Loaders, Order, Strategy};
use futures_util::future::try_join_all;
use sqlx::FromRow;

use super::notes::{ByOwner, Note, script, sorted};
use crate::support::database::on_every_database;

const BEST: &[Order] = &[Order::by("mood").descending(), Order::by("grade").descending()];

#[derive(Debug)]
pub struct Best;

impl Refined for Best {
    type Partner = ByOwner;
    type Found = First<Note>;
    type Arguments = ();

    const NAME: &'static str = "Owner::best";
    const ORDER: &'static [Order] = BEST;
}

#[derive(Debug)]
pub struct Numbered;

impl Refined for Numbered {
    type Partner = ByOwner;
    type Found = First<Note>;
    type Arguments = ();

    const NAME: &'static str = "Owner::numbered";
    const ORDER: &'static [Order] = BEST;
    const STRATEGY: Strategy = Strategy::Window;
}

on_every_database!(the_first_of_many_rows_is_read_alone, async |db| {
    let note = |id: i64| Note {
        id,
        owner: id % 4,
        grade: i32::try_from(id % 5).unwrap(),
        mood: Some(i32::try_from(id % 3).unwrap()).filter(|mood| *mood > 0),
    };
    let notes: Vec<_> = (1..=50).map(note).collect();
    db.setup(&script(&notes)).await;
    let loaders = Loaders::<DB>::new(db.pool());

    let (best, asked) = db.counted(loaders.lookup::<Related<Best>>().load_many([3, 0, 9, 1, 2, 3])).await;

    assert_eq!(asked.len(), 1, "{asked:?}");
    assert_eq!(loaders.stats().rows, 4);
    let numbered = loaders.lookup::<Related<Numbered>>().load_many([3, 0, 9, 1, 2, 3]).await.unwrap();
    let first = |owner| sorted::<DB>(&notes, BEST, owner).into_iter().next();
    let best: Vec<_> = best.unwrap().iter().map(|note| note.as_deref().cloned()).collect();
    assert_eq!(best, [3, 0, 9, 1, 2, 3].map(first));
    let numbered: Vec<_> = numbered.iter().map(|note| note.as_deref().cloned()).collect();
    assert_eq!(numbered, best);
    assert!(best[2].is_none() && best[0].is_some());
});

#[derive(Clone, Debug, FromRow, BatchLoad)]
#[has_one(Letter, order_by(day desc), foreign_key = reader)]
#[has_one(Letter, name = numbered, order_by(day desc), foreign_key = reader, strategy = window)]
struct Reader {
    id: i64,
}

#[derive(Clone, Debug, FromRow, BatchLoad)]
struct Letter {
    id: i64,
    day: i64,
    #[batch_load(index)]
    reader: Option<i64>,
}

on_every_database!(the_first_row_is_found_over_a_column_that_has_no_index, async |db| {
    // Each of 30 readers has up to ten letters, of which two are of the last day.
    let letter = |id: i64| (id, id / 60, if id % 31 == 30 { None } else { Some(id % 31) });
    let letters: Vec<_> = (0..300).map(letter).collect();
    let rows: Vec<_> = letters
        .iter()
        .map(|(id, day, reader)| {
            format!("({id}, {day}, {})", reader.map_or("NULL".to_owned(), |id| id.to_string()))
        })
        .collect();
    db.setup("CREATE TABLE letters (id BIGINT PRIMARY KEY, day BIGINT NOT NULL, reader BIGINT)").await;
    db.setup(&format!("INSERT INTO letters VALUES {}", rows.join(", "))).await;
    let readers: Vec<_> = (0..40).map(|id| Reader { id }).collect();
    let loaders = Loaders::<DB>::new(db.pool());

    let (found, asked) =
        db.counted(try_join_all(readers.iter().map(|reader| reader.load_letter(&loaders)))).await;
    assert_eq!((asked.len(), loaders.stats().rows), (1, 30), "{asked:?}");
    let (numbered, asked) =
        db.counted(try_join_all(readers.iter().map(|reader| reader.load_numbered(&loaders)))).await;
    assert_eq!((asked.len(), loaders.stats().rows), (1, 60), "{asked:?}");

    let newest = |id| {
        let own = letters.iter().filter(|(_, _, reader)| *reader == Some(id));
        own.min_by_key(|(id, day, _)| (-day, *id)).map(|(id, ..)| *id)
    };
    let expected: Vec<_> = (0..40).map(newest).collect();
    for found in [found, numbered] {
        let found: Vec<_> = found.unwrap().iter().map(|row| row.as_ref().map(|row| row.id)).collect();
        assert_eq!(found, expected);
    }
});
