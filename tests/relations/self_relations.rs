//! Rows of a model that name each other.

use batchload::Loaders;
use futures_util::future::try_join_all;

use super::models::{TEAMS, ids, users};
use crate::support::database::on_every_database;

on_every_database!(a_row_names_a_row_of_its_own_model, async |db| {
    db.setup(TEAMS).await;
    let loaders = Loaders::<DB>::new(db.pool());
    let users = users(&[1, 2, 3, 4]);

    let (leaders, asked) =
        db.counted(try_join_all(users.iter().map(|user| user.load_leader(&loaders)))).await;

    let leaders: Vec<_> = leaders.unwrap().iter().map(|user| user.as_ref().map(|user| user.id)).collect();
    assert_eq!(leaders, [None, Some(1), Some(1), Some(2)]);
    assert_eq!(asked.len(), 1, "{asked:?}");
});

on_every_database!(a_row_finds_those_of_its_own_model_that_name_it, async |db| {
    db.setup(TEAMS).await;
    let loaders = Loaders::<DB>::new(db.pool());
    let users = users(&[1, 2, 3]);

    let (led, asked) = db.counted(try_join_all(users.iter().map(|user| user.load_led(&loaders)))).await;

    let led: Vec<_> = led.unwrap().iter().map(|users| ids(users)).collect();
    assert_eq!(led, [vec![3, 2], vec![4], vec![]]);
    assert_eq!(asked.len(), 1, "{asked:?}");
});
