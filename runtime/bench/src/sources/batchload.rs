//! This library, inside and outside a driven request.

use std::convert::Infallible;

use batchload::{BatchFn, Found, Loader, drive};
use futures_util::future::Either;

use super::{Contender, Echo};

impl BatchFn for Echo {
    type Key = u64;
    type Value = u64;
    type Error = Infallible;

    async fn load_batch(&self, keys: &[u64]) -> Result<Found<u64, u64>, Infallible> {
        Ok(self.answer(keys))
    }
}

#[derive(Clone, Copy, Debug)]
pub struct Batchload {
    pub driven: bool,
}

impl Contender for Batchload {
    type Loader = Loader<u64, Option<u64>>;

    fn make(&self, source: Echo) -> Loader<u64, Option<u64>> {
        Loader::new(source)
    }

    fn beside(&self, first: &Loader<u64, Option<u64>>, source: Echo) -> Loader<u64, Option<u64>> {
        first.beside(source).build()
    }

    async fn load(loader: &Loader<u64, Option<u64>>, key: u64) -> u64 {
        loader.load(key).await.expect("the source cannot fail").expect("every key is there")
    }

    fn request<F: Future + Send>(&self, work: F) -> impl Future<Output = F::Output> + Send {
        if self.driven { Either::Left(drive(work)) } else { Either::Right(work) }
    }
}
