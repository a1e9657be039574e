//! The one trait to implement for a source that is not a lookup of a model.

use std::any::type_name;

use crate::key::Key;
use crate::sources::found::Found;

/// A function that answers many keys with one call: all that you write for a source that is not SQL, or for SQL of your
/// own, with [`Connections`](crate::Connections).
///
/// ```
/// use std::convert::Infallible;
/// use batchload::{BatchFn, Found, Loader};
///
/// struct Squares;
///
/// impl BatchFn for Squares {
///     type Key = u64;
///     type Value = u64;
///     type Error = Infallible;
///
///     async fn load_batch(&self, keys: &[u64]) -> Result<Found<u64, u64>, Infallible> {
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
    /// The type of the keys that a caller asks for.
    type Key: Key;
    /// The type of the values that a caller gets, as clones. A `Result` gives every key an outcome of its own. An `Arc`
    /// makes the clones cheap; a change inside it is then seen by everyone who holds a clone.
    type Value: Clone + Send + Sync + 'static;
    /// Why a whole batch failed. All waiters get the same error, so it need not be `Clone`.
    type Error: Into<Box<dyn std::error::Error + Send + Sync>>;

    /// The most keys of one call. A larger batch is cut into several calls, which run at the same time. The default is
    /// 100 000: as many siblings as are promised to go together. A limit set on the builder of a
    /// [`Loader`](crate::Loader) replaces it; one set on the builder of a request's [`Loaders`](crate::Loaders) counts
    /// if it is less.
    const MAX_BATCH_SIZE: usize = 100_000;

    /// Returns the name of the batch function in errors, statistics and spans. The default is the path of its type. A
    /// name set on the builder of a [`Loader`] replaces it.
    ///
    /// [`Loader`]: crate::Loader
    #[must_use]
    fn name() -> &'static str {
        type_name::<Self>()
    }

    /// Answers every key of `keys`, each of which comes once.
    ///
    /// [`Found`] takes pairs, maps, and values in the order of the keys. The loader drops the future where it stands as
    /// soon as nobody waits for the batch any more, and at the batch timeout.
    ///
    /// The future runs in whichever task sends the batch, for everyone who waits. Keep what it needs in the fields of
    /// the batch function, because the task-locals of a caller are not there. The future must not block its thread, or
    /// the loads beside it wait as well; debug builds warn of that.
    ///
    /// The future may load, through a [`Loader`](crate::Loader) in a field. It must not load through the
    /// [`Loaders`](crate::Loaders) that the batch function belongs to, because they own it, and neither would ever be
    /// freed. It must not wait for a key of its own batch: if that load is polled within this future, it returns
    /// [`Error::Reentrant`](crate::Error::Reentrant). If the load runs in a task of its own, nobody knows that it is
    /// part of the batch, and both wait until the batch timeout. The same holds for a key in another part of a batch
    /// that was cut, because that part may wait for its turn: poll such loads within this future.
    ///
    /// The keys are fixed when the batch is sent. If the batch was cut, a part that waits for its turn asks for all of
    /// its keys, even for those that were primed or given up meanwhile.
    ///
    /// # Errors
    ///
    /// Returns one error for all keys of the batch. Nothing of the batch is cached.
    fn load_batch(
        &self,
        keys: &[Self::Key],
    ) -> impl Future<Output = Result<Found<Self::Key, Self::Value>, Self::Error>> + Send;
}
