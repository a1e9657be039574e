//! The one trait that a source which is not SQL implements.

use std::collections::HashMap;

use crate::lookup::Key;

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

    /// Answers every key, each of which comes once.
    ///
    /// A key that the map does not hold has no value; a key that was not asked for is dropped. The
    /// future is dropped where it stands as soon as nobody waits for the batch any more, and at the
    /// batch timeout.
    ///
    /// It runs in whichever task sends the batch, for everyone who waits: what it needs are its own fields,
    /// not a task-local of one caller. It must not block its thread, or the loads beside it wait as well;
    /// debug builds warn of that. It may load, but not wait for a key of its own batch: that load gets
    /// [`Error::Reentrant`](crate::Error::Reentrant) where it is polled within this future. In a task of its own
    /// it is not known to be part of the batch, and both wait until the batch timeout.
    ///
    /// Which keys it gets is settled when its batch is sent. Of a batch that was cut into several, one may have
    /// to wait for its turn: a key in it is asked for although it was primed meanwhile, or nobody waits for it any
    /// more.
    ///
    /// # Errors
    ///
    /// One error for all keys of the batch. Nothing of it is cached.
    fn load_batch(
        &self,
        keys: &[Self::Key],
    ) -> impl Future<Output = Result<HashMap<Self::Key, Self::Value>, Self::Error>> + Send;
}
