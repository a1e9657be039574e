//! Two lookups whose statements have equal text and bind values of different types, on one connection.

use batchload::{BatchLoad, Loaders};

use super::sql_types::Weight;
use crate::support::database::on_every_database;

#[derive(BatchLoad)]
#[has_many(Item, name = small, foreign_key = owner, filter = "n >= :least", args(least: i32))]
#[has_many(Item, name = large, foreign_key = owner, filter = "n >= :least", args(least: i64))]
#[has_many(Item, name = rough, foreign_key = owner, filter = "n >= :least", args(least: Weight))]
struct Owner {
    id: i64,
}

#[derive(BatchLoad)]
struct Item {
    id: i64,
    #[batch_load(index)]
    owner: i64,
}

on_every_database!(values_of_other_types_find_what_they_find_alone, async |db| {
    db.setup(
        "CREATE TABLE items (id BIGINT PRIMARY KEY, owner BIGINT NOT NULL, n DOUBLE PRECISION NOT NULL);
         INSERT INTO items VALUES (1, 7, 0.75), (2, 7, 1), (3, 7, 4000000000)",
    )
    .await;
    let ids = |found: &[Item]| found.iter().map(|item| item.id).collect::<Vec<_>>();
    for order in [[0, 1, 2], [2, 1, 0], [1, 0, 2], [2, 0, 1]] {
        // A connection keeps the statements that it has prepared.
        let pool = db.pool_of_one().await;
        for which in order {
            let (loaders, owner) = (Loaders::<DB>::new(pool.clone()), Owner { id: 7 });
            let (found, expected) = match which {
                0 => (owner.load_small(&loaders, 1).await, vec![2, 3]),
                1 => (owner.load_large(&loaders, 3_000_000_000).await, vec![3]),
                _ => (owner.load_rough(&loaders, Weight(0.5)).await, vec![1, 2, 3]),
            };
            assert_eq!(ids(&found.unwrap()), expected, "{order:?}");
        }
        pool.close().await;
    }
});
