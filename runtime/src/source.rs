//! What a loader asks: a batch function, or the rows of a lookup. Says what comes back, not when.

use crate::Error;
use crate::batch_fn::BatchFn;
use crate::blocking;
use crate::lookup::Key;
use crate::stats::Meter;

/// What a [`Loader`](crate::Loader) asks when keys are not known yet.
///
/// Implemented for every [`BatchFn`] and for [`Rows`](crate::Rows), the rows of a lookup; the trait
/// cannot be implemented elsewhere, write a [`BatchFn`] instead.
pub trait Source: sealed::Sealed + Send + Sync + 'static {
    /// What a caller asks for.
    type Key: Key;
    /// What a load gives: `Option<Value>` for a batch function, `Option<One<_>>` or `Many<_>` for a lookup.
    type Answer: Clone + Send + Sync + 'static;
    /// What a caller can prime a key with.
    type Given;

    /// The most keys of one batch, unless that is set.
    #[doc(hidden)]
    const USUAL: usize = usize::MAX;

    /// Whether answers become known elsewhere, so that [`news`](Self::news) have to be asked for.
    #[doc(hidden)]
    const HEARS: bool = false;

    /// The answer for a key that the source does not have.
    #[doc(hidden)]
    fn absent() -> Self::Answer;

    /// Whether an answer is the one for a key that the source does not have.
    #[doc(hidden)]
    fn is_absent(answer: &Self::Answer) -> bool;

    /// The answer made of what a caller primed.
    #[doc(hidden)]
    fn given(value: Self::Given) -> Self::Answer;

    /// Asks for all keys at once: one answer for each key, in their order.
    #[doc(hidden)]
    fn fetch(
        &self,
        keys: &[Self::Key],
        meter: &Meter,
    ) -> impl Future<Output = Result<Vec<Self::Answer>, Error>> + Send;

    /// The most keys that one fetch can ask for.
    #[doc(hidden)]
    fn most(&self) -> usize {
        usize::MAX
    }

    /// What a key weighs against [`most_bytes`](Self::most_bytes).
    #[doc(hidden)]
    fn bytes(&self, _key: &Self::Key) -> usize {
        0
    }

    /// What each key weighs, where all weigh the same.
    #[doc(hidden)]
    fn bytes_of_each(&self) -> Option<usize> {
        None
    }

    /// The most bytes of keys that one fetch can ask for.
    #[doc(hidden)]
    fn most_bytes(&self) -> usize {
        usize::MAX
    }

    /// Keys and their answers that became known elsewhere since the last call.
    #[doc(hidden)]
    fn news(&self) -> (Vec<Self::Key>, Vec<Self::Answer>) {
        (Vec::new(), Vec::new())
    }

    /// A caller cleared something: what is under way must not be told to others any more.
    #[doc(hidden)]
    fn cleared(&self) {}
}

impl<F: BatchFn> Source for F {
    type Key = F::Key;
    type Answer = Option<F::Value>;
    type Given = F::Value;

    const USUAL: usize = {
        assert!(F::MAX_BATCH_SIZE > 0, "`MAX_BATCH_SIZE` must be at least 1");
        F::MAX_BATCH_SIZE
    };

    fn absent() -> Option<F::Value> {
        None
    }

    fn is_absent(answer: &Option<F::Value>) -> bool {
        answer.is_none()
    }

    fn given(value: F::Value) -> Option<F::Value> {
        Some(value)
    }

    fn bytes_of_each(&self) -> Option<usize> {
        Some(0)
    }

    async fn fetch(&self, keys: &[F::Key], meter: &Meter) -> Result<Vec<Option<F::Value>>, Error> {
        meter.statement();
        let found = blocking::watch(meter.name(), self.load_batch(keys)).await;
        let mut found = found.map_err(|error| Error::batch(meter.name(), error))?;
        meter.rows(found.len());
        Ok(keys.iter().map(|key| found.remove(key)).collect())
    }
}

pub(crate) mod sealed {
    pub trait Sealed {}
    impl<F: crate::BatchFn> Sealed for F {}
}
