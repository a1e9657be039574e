//! Rows whose primary key is not unique have no pages.

use batchload::{BatchLoad, Error, Loaders, Page};
use sqlx::FromRow;

use crate::support::database::on_every_database;

#[derive(Clone, Debug, FromRow, BatchLoad)]
#[has_many(Vote, order_by(position), page)]
#[has_many(Vote, name = numbered, order_by(position), page, strategy = window)]
struct Bill {
    id: i64,
}

/// A table without a primary key.
#[derive(Clone, Debug, FromRow, BatchLoad)]
struct Vote {
    #[batch_load(primary_key)]
    #[belongs_to(Bill)]
    bill_id: i64,
    position: i64,
}

on_every_database!(b24_rows_with_the_same_primary_key_are_no_page, async |db| {
    db.setup(
        "CREATE TABLE votes (bill_id BIGINT NOT NULL, position BIGINT NOT NULL);
         INSERT INTO votes VALUES (1, 1), (1, 2), (1, 2), (1, 2), (2, 1), (2, 2)",
    )
    .await;
    let loaders = Loaders::<DB>::new(db.pool());
    for size in [2, 10] {
        let (limited, numbered) = (
            Bill { id: 1 }.load_votes_page(&loaders, Page::first(size)).await,
            Bill { id: 1 }.load_numbered_page(&loaders, Page::last(size)).await,
        );
        for page in [limited, numbered] {
            assert!(matches!(page, Err(Error::SamePrimaryKey { .. })), "{page:?}");
        }
    }
    let error = Bill { id: 1 }.load_votes_page(&loaders, Page::first(2)).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "`Bill::votes` has no pages, because two of its rows have the same primary key; mark the fields that are unique together with `#[batch_load(primary_key)]`, and make them unique in the database"
    );
    // Rows that the order tells apart are a page.
    let page = Bill { id: 2 }.load_votes_page(&loaders, Page::first(2)).await.unwrap();
    assert_eq!(page.iter().map(|vote| vote.position).collect::<Vec<_>>(), [1, 2]);
});
