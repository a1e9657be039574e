//! A key that resembles none is answered with the list of keys.

use batchload::BatchLoad;

#[derive(BatchLoad)]
struct Reporter {
    id: i64,
    #[batch_load(cached)]
    email: String,
}

fn main() {}
