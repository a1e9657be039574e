//! What a loader asks: a batch function, or the rows of a lookup. Says what comes back, not when.

use crate::Error;
use crate::answers::answer::Answer;
use crate::key::Key;
use crate::sources::batch_fn::BatchFn;
#[cfg(debug_assertions)]
use crate::sources::blocking;
use crate::sources::capacity::Capacity;
use crate::stats::Meter;

/// What a [`Loader`](crate::Loader) asks when keys are not known yet: a [`BatchFn`], or the rows of a lookup.
pub(crate) trait Source: Send + Sync + 'static {
    /// What a caller asks for.
    type Key: Key;
    /// What a load gives: `Option<Value>` for a batch function, `Option<One<_>>` or `Many<_>` for a lookup.
    type Answer: Answer;

    /// Whether answers become known elsewhere, so that [`news`](Self::news) have to be asked for.
    const HEARS: bool = false;

    /// How many keys one fetch can ask for.
    fn capacity(&self) -> Capacity<Self::Key>;

    /// Asks for all keys at once: one answer for each key, in their order.
    fn fetch(
        &self,
        keys: &[Self::Key],
        meter: &Meter,
    ) -> impl Future<Output = Result<Vec<Self::Answer>, Error>> + Send;

    /// Keys and their answers that became known elsewhere since the last call.
    fn news(&self) -> (Vec<Self::Key>, Vec<Self::Answer>) {
        (Vec::new(), Vec::new())
    }

    /// A caller cleared something: what is under way must not be told to others any more.
    fn cleared(&self) {}
}

impl<F: BatchFn> Source for F {
    type Key = F::Key;
    type Answer = Option<F::Value>;

    fn capacity(&self) -> Capacity<F::Key> {
        Capacity::UNLIMITED
    }

    async fn fetch(&self, keys: &[F::Key], meter: &Meter) -> Result<Vec<Option<F::Value>>, Error> {
        meter.statement();
        let found = self.load_batch(keys);
        #[cfg(debug_assertions)]
        let found = blocking::watch(meter.name(), found);
        let mut found = found.await.map_err(|error| Error::batch(meter.name(), error))?;
        meter.rows(found.len());
        Ok(keys.iter().map(|key| found.remove(key)).collect())
    }
}
