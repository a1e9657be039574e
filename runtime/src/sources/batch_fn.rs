//! The one trait that a source which is not SQL implements.

use std::any::type_name;
use std::collections::HashMap;

use crate::key::Key;

/// Answers many keys with one call: the only thing to write for a source that is not SQL.
///
/// ```
/// use std::collections::HashMap;
/// use std::convert::Infallible;
/// use batchload::{BatchFn, Loader};
///
/// struct Squares;
///
/// impl BatchFn for Squares {
///     type Key = u64;
///     type Value = u64;
///     type Error = Infallible;
///
///     async fn load_batch(&self, keys: &[u64]) -> Result<HashMap<u64, u64>, Infallible> {
///         Ok(keys.iter().map(|key| (*key, key * key)).collect())
///     }
/// }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), batchload::Error> {
/// let squares = Loader::new(Squares);
/// assert_eq!(squares.load(7).await?, Some(49));
/// # Ok(())
/// # }
/// ```
pub trait BatchFn: Send + Sync + 'static {
    /// What a caller asks for.
    type Key: Key;
    /// What a caller gets, as a clone. A `Result` here gives every key an outcome of its own; an `Arc` here
    /// makes the clones cheap, and then what is changed inside is seen by everyone who holds one.
    type Value: Clone + Send + Sync + 'static;
    /// Why a whole batch failed. Every waiter gets the same one, so it need not be `Clone`.
    type Error: Into<Box<dyn std::error::Error + Send + Sync>>;

    /// The most keys of one call; more are cut into several calls, which run at the same time. The default is 100 000:
    /// as many siblings as are promised to go together. What is set on a builder counts in its place for
    /// that [`Loader`](crate::Loader), and in a request's [`Loaders`](crate::Loaders) where it is less.
    const MAX_BATCH_SIZE: usize = 100_000;

    /// What it is called in errors, statistics and spans. The default is the path of its type. For a [`Loader`] with a
    /// name of its own, that of its builder counts.
    ///
    /// [`Loader`]: crate::Loader
    #[must_use]
    fn name() -> &'static str {
        type_name::<Self>()
    }

    /// Answers every key, each of which comes once.
    ///
    /// A key that the map does not hold has no value; a key that was not asked for is dropped. The
    /// future is dropped where it stands as soon as nobody waits for the batch any more, and at the
    /// batch timeout.
    ///
    /// It runs in whichever task sends the batch, for everyone who waits: keep what it needs in its fields, for the
    /// task-locals of a caller are not there. It must not block its thread, or the loads beside it wait as well;
    /// debug builds warn of that.
    ///
    /// It may load, through a [`Loader`](crate::Loader) in its fields; not through the [`Loaders`](crate::Loaders) that
    /// it is got from, for these keep it, and neither would ever be freed. It may not wait for a key of its own batch:
    /// that load gets [`Error::Reentrant`](crate::Error::Reentrant) where it is polled within this future. In a task of
    /// its own it is not known to be part of the batch, and both wait until the batch timeout.
    ///
    /// The keys are fixed when the batch is sent. A part of a cut batch that waits for its turn is asked for in full,
    /// even for keys that were primed or given up meanwhile.
    ///
    /// # Errors
    ///
    /// One error for all keys of the batch. Nothing of it is cached.
    fn load_batch(
        &self,
        keys: &[Self::Key],
    ) -> impl Future<Output = Result<HashMap<Self::Key, Self::Value>, Self::Error>> + Send;
}
