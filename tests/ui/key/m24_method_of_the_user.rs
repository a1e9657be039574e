//! A method of the user that is called like a generated one is a clash; the message shows both.

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
