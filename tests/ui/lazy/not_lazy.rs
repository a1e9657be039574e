//! A lazy field is a `Lazy`.

use batchload::BatchLoad;

#[derive(BatchLoad)]
struct Article {
    id: i64,
    #[batch_load(lazy)]
    body: String,
}

fn main() {}
