//! The source of a loader: a batch function, or the rows of a lookup. Says what comes back, not when.

use crate::Error;
use crate::answers::answer::Answer;
use crate::key::Key;
use crate::sources::batch_fn::BatchFn;
#[cfg(debug_assertions)]
use crate::sources::blocking;
use crate::sources::capacity::Capacity;
use crate::stats::Meter;

/// A source that a [`Loader`](crate::Loader) asks for keys that are not known yet: a [`BatchFn`], or the rows of a
/// lookup.
pub(crate) trait Source: Send + Sync + 'static {
    /// The type of the keys that a caller asks for.
    type Key: Key;
    /// The answer of a load: `Option<Value>` for a batch function, `Option<One<_>>` or `Many<_>` for a lookup.
    type Answer: Answer;

    /// Whether answers become known elsewhere, so that the loader has to call
    /// [`take_new_answers`](Self::take_new_answers).
    const CAN_HAVE_NEW_ANSWERS: bool = false;

    /// Returns how many keys one fetch can ask for.
    fn capacity(&self) -> Capacity<Self::Key>;

    /// Asks for all keys at once, and returns one answer for each key, in the order of the keys.
    fn fetch(
        &self,
        keys: &[Self::Key],
        meter: &Meter,
    ) -> impl Future<Output = Result<Vec<Self::Answer>, Error>> + Send;

    /// Returns the keys and answers that became known elsewhere since the last call.
    fn take_new_answers(&self) -> (Vec<Self::Key>, Vec<Self::Answer>) {
        (Vec::new(), Vec::new())
    }

    /// Notes that a caller cleared something: rows of a fetch that is under way must not become known elsewhere.
    fn note_clear(&self) {}
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
        let found = found.await.map_err(|error| Error::batch(meter.name(), error))?;
        meter.rows(found.len());
        found.into_values(keys).map_err(|error| Error::batch(meter.name(), error))
    }
}
