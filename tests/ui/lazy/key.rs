//! A key is needed in every row.

use batchload::{BatchLoad, Lazy};

#[derive(BatchLoad)]
struct Article {
    #[batch_load(primary_key, lazy)]
    id: Lazy<i64>,
    #[batch_load(index, lazy)]
    section: Lazy<String>,
}

fn main() {}
