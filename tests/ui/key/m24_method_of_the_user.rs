//! A method of the user's own that is called like a generated one is blamed at the field.

use batchload::BatchLoad;

#[derive(BatchLoad)]
struct Reporter {
    id: i64,
    #[batch_load(index)]
    email: String,
}

impl Reporter {
    fn by_email() {}
}

fn main() {}
