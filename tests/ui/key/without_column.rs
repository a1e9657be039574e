//! A primary key is in every row.

use batchload::{BatchLoad, Lazy};

#[derive(BatchLoad)]
struct Reporter {
    #[sqlx(skip)]
    id: i64,
}

#[derive(BatchLoad)]
struct Article {
    #[batch_load(lazy)]
    id: Lazy<i64>,
}

fn main() {}
