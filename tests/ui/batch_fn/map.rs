// A map is not taken as it is: the source may as well have pairs, or values in the order of the keys.
use std::collections::HashMap;
use std::convert::Infallible;

use batchload::{BatchFn, Found};

struct Squares;

impl BatchFn for Squares {
    type Key = u64;
    type Value = u64;
    type Error = Infallible;

    async fn load_batch(&self, keys: &[u64]) -> Result<Found<u64, u64>, Infallible> {
        let squares: HashMap<u64, u64> = keys.iter().map(|key| (*key, key * key)).collect();
        Ok(squares)
    }
}

struct Cubes;

impl BatchFn for Cubes {
    type Key = u64;
    type Value = u64;
    type Error = Infallible;

    async fn load_batch(&self, keys: &[u64]) -> Result<HashMap<u64, u64>, Infallible> {
        Ok(keys.iter().map(|key| (*key, key * key * key)).collect())
    }
}

fn main() {}
