//! A flattened field hides its columns, so it is refused.

use batchload::BatchLoad;

#[derive(BatchLoad)]
struct Reporter {
    id: i64,
    #[sqlx(flatten)]
    address: Address,
}

struct Address;

fn main() {}
