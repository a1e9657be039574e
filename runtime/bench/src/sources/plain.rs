//! No loader at all: what the join of the loads costs by itself.

use super::{Contender, Echo};

#[derive(Clone, Copy, Debug)]
pub struct Plain;

impl Contender for Plain {
    type Loader = ();

    fn make(&self, _source: Echo) {}

    async fn load((): &(), key: u64) -> u64 {
        key
    }
}
