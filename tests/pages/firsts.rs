//! The first of several rows is looked for, and the others are not read.

use batchload::__private1::{Refined, Related};
use batchload::{Loaders, One, Order, Strategy};

use super::notes::{ByOwner, Note, script, sorted};
use crate::support::database::on_every_database;

const BEST: &[Order] =
    &[Order { column: "mood", descending: true }, Order { column: "grade", descending: true }];

#[derive(Debug)]
pub struct Best;

impl Refined for Best {
    type Partner = ByOwner;
    type Found = One<Note>;
    type Arguments = ();

    const NAME: &'static str = "Owner::best";
    const ORDER: &'static [Order] = BEST;
}

#[derive(Debug)]
pub struct Numbered;

impl Refined for Numbered {
    type Partner = ByOwner;
    type Found = One<Note>;
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
