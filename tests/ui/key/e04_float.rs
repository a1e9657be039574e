//! A float is no key, since it does not equal itself.

use batchload::BatchLoad;

#[derive(BatchLoad)]
struct Reporter {
    id: f64,
    #[batch_load(index)]
    score: Option<f32>,
}

fn main() {}
