// A batch runs in any task, so nothing that is bound to a thread may be held while it waits.
use std::convert::Infallible;
use std::rc::Rc;

use batchload::{BatchFn, Found};

struct Squares;

impl BatchFn for Squares {
    type Key = u64;
    type Value = u64;
    type Error = Infallible;

    async fn load_batch(&self, keys: &[u64]) -> Result<Found<u64, u64>, Infallible> {
        let one = Rc::new(1);
        std::future::ready(()).await;
        Ok(keys.iter().map(|key| (*key, key * key * *one)).collect())
    }
}

fn main() {}
