//! The first of the rows that name a row.

use batchload::Loaders;
use futures_util::future::try_join_all;

use super::models::{TEAMS, users};
use crate::support::database::on_every_database;

on_every_database!(the_first_in_the_order_is_the_one, async |db| {
    db.setup(TEAMS).await;
    let loaders = Loaders::<DB>::new(db.pool());
    let users = users(&[1, 2, 4]);

    let (latest, asked) = db.counted(try_join_all(users.iter().map(|user| user.load_latest(&loaders)))).await;

    let latest: Vec<_> = latest.unwrap().iter().map(|post| post.as_ref().map(|post| post.id)).collect();
    assert_eq!(latest, [Some(14), Some(12), None]);
    assert_eq!(asked.len(), 1, "{asked:?}");
});

on_every_database!(the_first_is_chosen_among_those_that_fulfil_the_condition, async |db| {
    db.setup(TEAMS).await;
    let loaders = Loaders::<DB>::new(db.pool());
    let users = users(&[1, 2]);

    let loads = users.iter().map(|user| user.load_first_since(&loaders, 6));
    let (first, asked) = db.counted(try_join_all(loads)).await;

    let first: Vec<_> = first.unwrap().iter().map(|post| post.as_ref().map(|post| post.id)).collect();
    assert_eq!(first, [Some(11), Some(12)]);
    assert_eq!(asked.len(), 1, "{asked:?}");
});
