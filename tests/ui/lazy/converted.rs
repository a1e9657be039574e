//! A lazy column is read as it stands.

use batchload::{BatchLoad, Lazy};

#[derive(BatchLoad)]
struct Article {
    id: i64,
    #[batch_load(lazy)]
    #[sqlx(json)]
    tags: Lazy<Vec<String>>,
    #[batch_load(lazy)]
    #[sqlx(try_from = "i64")]
    views: Lazy<u64>,
}

fn main() {}
